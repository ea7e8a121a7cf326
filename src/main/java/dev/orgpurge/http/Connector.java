package dev.orgpurge.http;

import dev.orgpurge.problem.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Where and how Tomcat listens: loopback unless configured, small requests, no patience with slow ones, no word about itself. */
final class Connector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int MAX_UNREAD_BYTES = 64 * 1024;
    private static final int MAX_PARAMETERS = 20;
    private static final int MAX_CONNECTIONS = 1_000;
    private static final int THREADS = 50;

    private final HttpSettings settings;

    Connector(HttpSettings settings) {
        this.settings = settings;
    }

    /** Last, so that nothing set elsewhere opens more. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setPort(settings.port());
        factory.setAddress(address());
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.setErrorPages(Set.of(new ErrorPage(ErrorAnswers.PATH)));
        if (settings.sslBundle() != null) {
            factory.setSsl(Ssl.forBundle(settings.sslBundle()));
        }
        factory.addContextCustomizers((TomcatContextCustomizer) context -> silence((StandardHost) context.getParent()));
        factory.addConnectorCustomizers(connector -> {
            connector.setMaxParameterCount(MAX_PARAMETERS);
            connector.setMaxPostSize(MAX_UNREAD_BYTES);
            // parameters stand in the query alone: a body is read as what it is, whatever it claims to be
            connector.setParseBodyMethods("");
            AbstractHttp11Protocol<?> http = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
            int timeout = Math.toIntExact(settings.timeout().toMillis());
            http.setMaxHttpRequestHeaderSize(MAX_HEADER_BYTES);
            http.setMaxSwallowSize(MAX_UNREAD_BYTES);
            http.setMaxConnections(MAX_CONNECTIONS);
            http.setMaxThreads(THREADS);
            http.setConnectionTimeout(timeout);
            http.setKeepAliveTimeout(timeout);
            http.setDisableUploadTimeout(false);
            http.setConnectionUploadTimeout(timeout);
        });
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(settings.address());
        } catch (UnknownHostException e) {
            throw Problem.usage(
                    "BAD_CONFIGURATION",
                    "orgpurge.http.address is no address of this machine; write one such as 127.0.0.1 or 0.0.0.0");
        }
    }

    /** What cannot even be read as a request never gets to our own error page. */
    private static void silence(StandardHost host) {
        host.setErrorReportValveClass("");
        host.getPipeline().addValve(new Unreadable());
    }
}
