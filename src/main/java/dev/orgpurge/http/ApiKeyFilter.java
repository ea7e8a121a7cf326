package dev.orgpurge.http;

import dev.orgpurge.access.ApiKey;
import dev.orgpurge.access.ApiKeys;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Recognises the key in {@code x-APIKey}, or in {@code Authorization: Bearer}; a request with several has none. */
final class ApiKeyFilter extends OncePerRequestFilter {

    static final String HEADER = "x-APIKey";

    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final Rates rates;
    private final Refusals refusals;

    ApiKeyFilter(ApiKeys keys, Rates rates, Refusals refusals) {
        this.keys = keys;
        this.rates = rates;
        this.refusals = refusals;
    }

    /** What needs no key is answered the same whatever key comes with it, and without a database. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return HttpMethod.GET.matches(request.getMethod())
                && Arrays.asList(OpenEndpoints.PATHS).contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> presented = presented(request);
        try {
            Optional<ApiKey> key = presented.flatMap(keys::recognise);
            boolean guessed = presented.isPresent() && key.isEmpty();
            if (guessed
                    ? !rates.listensTo(request.getRemoteAddr())
                    : key.isPresent() && !rates.allows(key.get().id())) {
                refusals.tooMany(request, response);
                return;
            }
            if (key.isPresent() && !key.get().usable()) {
                refusals.unusable(key.get());
            }
            key.filter(ApiKey::usable).ifPresent(this::enter);
        } catch (DataAccessException | TransactionException e) {
            refusals.unavailable(request, response, e);
            return;
        }
        chain.doFilter(request, response);
    }

    private void enter(ApiKey key) {
        keys.used(key);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new Caller(key));
        SecurityContextHolder.setContext(context);
    }

    private static Optional<String> presented(HttpServletRequest request) {
        List<String> plain = Collections.list(request.getHeaders(HEADER));
        List<String> bearer = Collections.list(request.getHeaders("Authorization")).stream()
                .filter(value -> value.regionMatches(/* ignoreCase= */ true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()))
                .toList();
        return plain.size() + bearer.size() == 1
                ? Optional.of((plain.isEmpty() ? bearer : plain).get(0).strip())
                : Optional.empty();
    }
}
