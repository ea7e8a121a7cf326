package dev.orgpurge;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.annotation.Order;

/** Keeps Spring from logging a failed start at length: {@link OrgPurgeApplication} tells it in one sentence. */
@Order(Integer.MIN_VALUE)
final class QuietFailures implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        return true;
    }
}
