package dev.orgpurge;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.ConfigurableEnvironment;

/** Binds {@code orgpurge.*} to its records. */
final class Binding {

    private Binding() {}

    static OrgPurgeProperties bind(ConfigurableEnvironment environment) {
        Bindable<OrgPurgeProperties> everything = Bindable.of(OrgPurgeProperties.class);
        // "orgpurge:" with nothing behind it binds to nothing at all
        return Binder.get(environment)
                .bind("orgpurge", everything, new EmptyIsAbsent())
                .orElseGet(() -> new Binder().bindOrCreate("orgpurge", everything));
    }

    /**
     * {@code pace:} with nothing behind it is an empty text to the binder. Text with something in it never gets here:
     * {@link UnknownKeys} has refused it.
     */
    private static final class EmptyIsAbsent implements BindHandler {

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            if (error instanceof ConverterNotFoundException) {
                return null;
            }
            throw error;
        }
    }
}
