package dev.orgpurge;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The program: one command per process, or an interactive prompt. */
@SpringBootApplication(proxyBeanMethods = false)
public class OrgPurgeApplication {

    private OrgPurgeApplication() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(SpringApplication.exit(SpringApplication.run(OrgPurgeApplication.class, args)));
    }
}
