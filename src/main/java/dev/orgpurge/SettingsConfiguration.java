package dev.orgpurge;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.http.HttpSettings;
import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.purge.KillSwitch;
import dev.orgpurge.purge.PurgeSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads the configuration and hands each room its part. */
@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    @Bean
    Settings settings(ConfigurableEnvironment environment) {
        return SettingsReader.read(environment);
    }

    @Bean
    RootSettings rootSettings(Settings settings) {
        return settings.root();
    }

    @Bean
    ConstraintSettings constraintSettings(Settings settings) {
        return settings.constraints();
    }

    @Bean
    Policy policy(Settings settings) {
        return settings.policy();
    }

    @Bean
    KillSwitch killSwitch(Settings settings) {
        return settings.killSwitch();
    }

    @Bean
    EvidenceSettings evidenceSettings(Settings settings) {
        return settings.evidence();
    }

    @Bean
    HttpSettings httpSettings(Settings settings) {
        return settings.http();
    }

    @Bean
    PurgeSettings purgeSettings(Settings settings) {
        return settings.purge();
    }
}
