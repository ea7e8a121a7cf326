package dev.orgpurge.http;

import dev.orgpurge.problem.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Where and how Tomcat listens: loopback unless configured, small requests, no patience with slow ones, no word about itself. */
final class Connector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    private static final String RELAXED = "\"<>[\\]^`{|}";
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int MAX_PARAMETERS = 20;

    /** Of a chunked body; the end of one counts as well. */
    private static final int MAX_TRAILER_BYTES = 16;

    static final int MAX_CONNECTIONS = 1_000;
    static final int THREADS = 50;

    private final HttpSettings settings;
    private final SlowClients slow;
    private final Answers answers;

    Connector(HttpSettings settings, SlowClients slow, Answers answers) {
        this.settings = settings;
        this.slow = slow;
        this.answers = answers;
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
        factory.setProtocol(PromptHttp.class.getName());
        factory.addConnectorCustomizers(connector -> {
            connector.setMaxParameterCount(MAX_PARAMETERS);
            // parameters stand in the query alone: a body is read as what it is, whatever it claims to be
            connector.setParseBodyMethods("");
            PromptHttp http = (PromptHttp) connector.getProtocolHandler();
            http.watchedBy(slow);
            int timeout = Math.toIntExact(settings.timeout().toMillis());
            // what is wrong with them is said by whoever takes them for an id or a value
            http.setRelaxedPathChars(RELAXED);
            http.setRelaxedQueryChars(RELAXED);
            http.setMaxHttpRequestHeaderSize(MAX_HEADER_BYTES);
            // nothing is waited for that was not read: what a body may be was read by then
            http.setMaxSwallowSize(0);
            http.setMaxExtensionSize(0);
            http.setMaxTrailerSize(MAX_TRAILER_BYTES);
            http.setMaxConnections(MAX_CONNECTIONS);
            http.setAcceptCount(MAX_CONNECTIONS);
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
    private void silence(StandardHost host) {
        host.setErrorReportValveClass("");
        host.getPipeline().addValve(new Unreadable(answers));
    }
}
