package dev.orgpurge.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The commands, and the terminal of the prompt. */
@Configuration(proxyBeanMethods = false)
class ShellConfiguration {

    @Bean
    Vocabulary vocabulary(BeanFactory beans) {
        return new Vocabulary(beans::getBean);
    }

    @Bean
    Terminal terminal() {
        try {
            return TerminalBuilder.builder()
                    .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
