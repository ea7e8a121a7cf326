package dev.orgpurge.purge;

import org.springframework.batch.core.configuration.JobRegistry;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Spring Boot does not configure by itself: without a registry the job operator finds no job to recover. */
@Configuration(proxyBeanMethods = false)
class BatchConfiguration {

    @Bean
    JobRegistry jobRegistry() {
        return new MapJobRegistry();
    }
}
