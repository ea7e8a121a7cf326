package dev.orgpurge;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/** Binds {@code orgpurge.*} to its records. */
final class Binding {

    private Binding() {}

    static OrgPurgeProperties bind(ConfigurableEnvironment environment) {
        return Binder.get(environment)
                .bindOrCreate("orgpurge", Bindable.of(OrgPurgeProperties.class), new EmptyIsAbsent());
    }

    /** {@code pace:} with nothing behind it is an empty text to the binder, and no section. */
    private static final class EmptyIsAbsent implements BindHandler {

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            org.springframework.boot.context.properties.source.ConfigurationProperty property =
                    context.getConfigurationProperty();
            if (property != null && property.getValue().toString().isBlank()) {
                return null;
            }
            throw error;
        }
    }
}
