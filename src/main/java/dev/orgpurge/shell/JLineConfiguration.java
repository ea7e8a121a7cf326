package dev.orgpurge.shell;

import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.jline.CommandHighlighter;
import org.springframework.shell.jline.PromptProvider;

/** The prompt, without colours. */
@Configuration(proxyBeanMethods = false)
class JLineConfiguration {

    @Bean
    PromptProvider promptProvider() {
        return () -> new AttributedString("orgpurge:>");
    }

    @Bean
    CommandHighlighter commandHighlighter(CommandRegistry registry) {
        return new Plain(registry);
    }

    private static final class Plain extends CommandHighlighter {

        Plain(CommandRegistry registry) {
            super(registry);
        }

        @Override
        public AttributedString highlight(LineReader reader, String buffer) {
            return new AttributedString(buffer);
        }
    }
}
