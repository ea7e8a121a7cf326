package dev.orgpurge.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads a body before anything else is done with its request, also one that nobody asks for: whole, as far as it is not too large,
 * and in the time that there is for it. Whatever is left after that closes the connection.
 */
final class Bodies extends OncePerRequestFilter {

    private static final String BODY = Bodies.class.getName();
    private static final String LATE = BODY + ".late";
    private static final byte[] NONE = {};

    private static final int MOST_BYTES = 64 * 1024;

    private final SlowClients slow;

    Bodies(SlowClients slow) {
        this.slow = slow;
    }

    /** The body, or its beginning if it is larger than anything that is taken here. */
    static byte[] of(HttpServletRequest request) {
        return request.getAttribute(BODY) instanceof byte[] body ? body : NONE;
    }

    /** True if the body took too long. */
    static boolean late(HttpServletRequest request) {
        return request.getAttribute(LATE) != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!announced(request) || arrives(request, response)) {
            chain.doFilter(request, response);
        }
    }

    private static boolean announced(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private boolean arrives(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String connection = request.getServletConnection().getConnectionId();
        SlowClients.Body body = slow.awaits(connection);
        try {
            request.setAttribute(BODY, request.getInputStream().readNBytes(MOST_BYTES));
            return true;
        } catch (IOException e) {
            logger.debug("a body did not arrive", e);
            if (body.late()) {
                request.setAttribute(LATE, true);
            }
            // Tomcat has mostly said so already
            if (!response.isCommitted()) {
                response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            }
            return false;
        } finally {
            slow.arrived(connection);
        }
    }
}
