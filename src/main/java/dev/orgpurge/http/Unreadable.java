package dev.orgpurge.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The answer to what Tomcat refuses by itself: no page, and no word about the server. */
final class Unreadable extends ErrorReportValve {

    private final Answers answers;

    Unreadable(Answers answers) {
        this.answers = answers;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            answers.write(request, response, ErrorAnswers.plain(response.getStatus()));
            response.finishResponse();
        } catch (IOException e) {
            LoggerFactory.getLogger(Unreadable.class).debug("the client went away", e);
        }
    }
}
