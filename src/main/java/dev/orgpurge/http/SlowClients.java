package dev.orgpurge.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long each client has been sending what is awaited of it: a TLS handshake, a request's headers, a body. Who takes longer
 * than he may is heard no more, and of too many the slowest, so that there is room for others. To be heard no more ends a request
 * whose headers are not there, and is the end of a body; what is under way to the client still gets there.
 */
final class SlowClients {

    private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);

    /** Of {@link Connector#MAX_CONNECTIONS}: the rest is for those who come meanwhile. */
    private static final int MOST_CONNECTIONS = Connector.MAX_CONNECTIONS * 3 / 4;

    /** Of {@link Connector#THREADS}: each body that is read holds one. */
    private static final int MOST_BODIES = Connector.THREADS * 2 / 5;

    /** A body that is on its way takes no longer, also on a busy machine. */
    private static final long GRACE_NANOS = Duration.ofMillis(500).toNanos();

    private static final long HANDSHAKE = -2;

    private final long patienceNanos;
    private final Map<String, Body> bodies = new ConcurrentHashMap<>();
    private final Map<String, Awaited> awaited = new HashMap<>();

    SlowClients(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    /**
     * What a connection is to send.
     *
     * @param what tells one request of a connection from the next
     */
    private record Awaited(long what, long since) {}

    /** A body that is being read. */
    static final class Body {

        private final long since = System.nanoTime();
        private volatile boolean late;

        private long since() {
            return since;
        }

        /** True if it was not waited for to its end. */
        boolean late() {
            return late;
        }
    }

    /** A body is awaited from now on. */
    Body awaits(String connection) {
        Body body = new Body();
        bodies.put(connection, body);
        return body;
    }

    void arrived(String connection) {
        bodies.remove(connection);
    }

    /** Looks who is too slow. */
    synchronized void showOut(Collection<SocketWrapperBase<NioChannel>> connections) {
        Map<String, SocketWrapperBase<NioChannel>> open = new HashMap<>();
        connections.forEach(connection ->
                open.put(connection.getServletConnection("http/1.1", "").getConnectionId(), connection));
        showOutBodies(open);
        showOutOthers(open);
    }

    private void showOutBodies(Map<String, SocketWrapperBase<NioChannel>> open) {
        long now = System.nanoTime();
        List<Map.Entry<String, Body>> oldest = bodies.entrySet().stream()
                .sorted(Comparator.comparingLong(one -> one.getValue().since()))
                .toList();
        int tooMany = oldest.size() - MOST_BODIES;
        for (int i = 0; i < oldest.size(); i++) {
            Body body = oldest.get(i).getValue();
            long age = now - body.since();
            SocketWrapperBase<NioChannel> connection = open.get(oldest.get(i).getKey());
            if (connection != null && (age > patienceNanos || (i < tooMany && age > GRACE_NANOS))) {
                body.late = true;
                hearNoMore(connection);
            }
        }
    }

    private void showOutOthers(Map<String, SocketWrapperBase<NioChannel>> open) {
        long now = System.nanoTime();
        awaited.keySet().retainAll(open.keySet());
        open.forEach((id, connection) -> note(id, what(connection), now));
        List<Map.Entry<String, Awaited>> oldest = awaited.entrySet().stream()
                .sorted(Comparator.comparingLong(one -> one.getValue().since()))
                .toList();
        int tooMany = open.size() - MOST_CONNECTIONS;
        for (int i = 0; i < oldest.size(); i++) {
            SocketWrapperBase<NioChannel> connection = open.get(oldest.get(i).getKey());
            boolean late = now - oldest.get(i).getValue().since() > patienceNanos;
            if (connection != null && (late || i < tooMany)) {
                hearNoMore(connection);
            }
        }
    }

    private void note(String connection, OptionalLong what, long now) {
        Awaited before = awaited.get(connection);
        if (what.isEmpty()) {
            awaited.remove(connection);
        } else if (before == null || before.what() != what.getAsLong()) {
            awaited.put(connection, new Awaited(what.getAsLong(), now));
        }
    }

    /** What is awaited of a connection that no thread is at; empty if it is our turn. */
    private static OptionalLong what(SocketWrapperBase<NioChannel> connection) {
        Lock lock = connection.getLock();
        if (!lock.tryLock()) {
            return OptionalLong.empty();
        }
        try {
            return ((NioSocketWrapper) connection).interestOpsHas(SelectionKey.OP_READ)
                    ? whatItReads(connection)
                    : OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    private static OptionalLong whatItReads(SocketWrapperBase<NioChannel> connection) {
        if (connection.getCurrentProcessor() instanceof Processor begun) {
            // whole, and answered later, or not yet whole
            return begun.isAsync()
                    ? OptionalLong.empty()
                    : OptionalLong.of(begun.getRequest().getStartTimeNanos());
        }
        return OptionalLong.of(
                connection.getSocket().isHandshakeComplete()
                        ? ((NioSocketWrapper) connection).getLastRead()
                        : HANDSHAKE);
    }

    private static void hearNoMore(SocketWrapperBase<NioChannel> connection) {
        SocketChannel channel = connection.getSocket().getIOChannel();
        try {
            if (channel != null) {
                channel.shutdownInput();
            }
        } catch (IOException gone) {
            LOG.debug("the client went away by itself", gone);
        }
    }
}
