package dev.orgpurge.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Clients that never end what they begin: a byte every 0.7 s, so that no timeout that begins anew with each byte ends them. */
final class Drip implements AutoCloseable {

    private static final long MILLIS = 700;

    private final URI url;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Drip(URI url) {
        this.url = url;
        ScheduledFuture<?> unused = clock.scheduleWithFixedDelay(this::drip, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
    }

    /** So many more of them. */
    List<Socket> begin(int number, String beginning) throws IOException {
        for (int i = 0; i < number; i++) {
            Socket socket = new Socket(url.getHost(), url.getPort());
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
            sockets.add(socket);
        }
        return List.copyOf(sockets).subList(sockets.size() - number, sockets.size());
    }

    private void drip() {
        sockets.removeIf(socket -> !takes(socket));
    }

    private static boolean takes(Socket socket) {
        try {
            socket.getOutputStream().write('1');
            return true;
        } catch (IOException shownOut) {
            return false;
        }
    }

    /** What a client is told until the server hangs up, which it does within half a minute or fails. */
    static String told(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                all.append((char) next);
            }
        } catch (SocketException hungUp) {
            // what it was told before counts
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
