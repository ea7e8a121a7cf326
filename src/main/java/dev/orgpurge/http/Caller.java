package dev.orgpurge.http;

import dev.orgpurge.access.ApiKey;
import java.util.Objects;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who asks: the key that was presented, never the secret. */
final class Caller extends AbstractAuthenticationToken {

    private final transient ApiKey key;

    Caller(ApiKey key) {
        super(key.role().permissions().stream()
                .map(permission -> new SimpleGrantedAuthority(permission.name()))
                .toList());
        this.key = key;
        setAuthenticated(true);
    }

    ApiKey key() {
        return key;
    }

    /** The caller of the request at hand. */
    static ApiKey current() {
        Object caller = SecurityContextHolder.getContext().getAuthentication();
        return ((Caller) Objects.requireNonNull(caller, "every endpoint but the open ones has a caller")).key();
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return key.id();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Caller that && key.id().equals(that.key.id());
    }

    @Override
    public int hashCode() {
        return key.id().hashCode();
    }
}
