package dev.orgpurge.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The threads that answer requests. Somebody waits for what they do, and there are few of them: what they ask the database is
 * bounded, other than what the engine does in the same process.
 */
public final class RequestSide extends OncePerRequestFilter {

    private final ThreadLocal<Boolean> here = ThreadLocal.withInitial(() -> false);

    /** True if this thread is answering a request. */
    public boolean here() {
        return here.get();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        here.set(true);
        try {
            chain.doFilter(request, response);
        } finally {
            here.remove();
        }
    }

    /** Does something for a request that no longer has a thread. */
    <T> T ask(Supplier<T> work) {
        here.set(true);
        try {
            return work.get();
        } finally {
            here.remove();
        }
    }
}
