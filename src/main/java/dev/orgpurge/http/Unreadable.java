package dev.orgpurge.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;

/** The answer to what Tomcat cannot even read as a request: no page, and no word about the server. */
final class Unreadable extends ErrorReportValve {

    private static final byte[] BODY =
            "{\"detail\":\"bad request\",\"code\":\"BAD_REQUEST\"}".getBytes(StandardCharsets.US_ASCII);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(BODY);
            response.finishResponse();
        } catch (IOException e) {
            LoggerFactory.getLogger(Unreadable.class).debug("the client went away", e);
        }
    }
}
