package dev.orgpurge.shell;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ExitStatus;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;

/**
 * A command as its method's annotations tell it. Spring Shell's own reading of them needs every command's object, a scan of
 * the class path and a bean validator; this one asks for the object when the command is carried out.
 */
final class AnnotatedCommand extends AbstractCommand {

    private final Method method;
    private final Function<Class<?>, Object> homes;

    private AnnotatedCommand(Method method, Command told, Function<Class<?>, Object> homes) {
        super(String.join(" ", told.name()), told.description(), told.group(), told.help(), told.hidden());
        this.method = method;
        this.homes = homes;
        setOptions(Arrays.stream(method.getParameters())
                .map(AnnotatedCommand::option)
                .filter(Objects::nonNull)
                .toList());
    }

    /**
     * The commands of a class.
     *
     * @param homes the object of a class, to call its methods on
     */
    static Stream<AnnotatedCommand> in(Class<?> home, Function<Class<?>, Object> homes) {
        return Arrays.stream(home.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Command.class))
                .map(method -> new AnnotatedCommand(
                        method, Objects.requireNonNull(method.getAnnotation(Command.class)), homes));
    }

    private static @Nullable CommandOption option(Parameter parameter) {
        Option told = parameter.getAnnotation(Option.class);
        return told == null
                ? null
                : CommandOption.with()
                        .longName(told.longName())
                        .description(told.description())
                        .required(told.required())
                        .type(parameter.getType())
                        .build();
    }

    @Override
    public ExitStatus doExecute(CommandContext context) throws ReflectiveOperationException {
        List<Object> arguments = Arrays.stream(method.getParameters())
                .map(parameter -> argument(parameter, context))
                .toList();
        method.invoke(homes.apply(method.getDeclaringClass()), arguments.toArray());
        return ExitStatus.OK;
    }

    /** {@link StrictParser} has seen to it that what is required is there and that every text can be converted. */
    private static @Nullable Object argument(Parameter parameter, CommandContext context) {
        Option told = parameter.getAnnotation(Option.class);
        if (told == null) {
            return context;
        }
        CommandOption given = context.getOptionByLongName(told.longName());
        if (given == null) {
            return parameter.getType() == boolean.class ? false : null;
        }
        return DefaultConversionService.getSharedInstance().convert(given.value(), parameter.getType());
    }
}
