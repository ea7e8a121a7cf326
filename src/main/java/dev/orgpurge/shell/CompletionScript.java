package dev.orgpurge.shell;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.stereotype.Component;

/** Completion of commands, options, values and file names for the operator's own shell; it asks no database. */
@Component
final class CompletionScript {

    private final Vocabulary vocabulary;

    CompletionScript(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** For which shell. */
    enum Shell {
        BASH,
        ZSH
    }

    String of(Shell shell) {
        return shell == Shell.BASH ? bash() : zsh();
    }

    // bash 3.2 is what macOS has; it breaks words at "=", so that --output=json arrives in three
    private String bash() {
        return """
                # bash completion for orgpurge. Load it with: source <(orgpurge completion bash)
                _orgpurge_files() {
                    local IFS=$'\\n'
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=($(compgen -f -- "$1"))
                }
                # offers those of the words that the line does not have yet
                _orgpurge_words() {
                    local cur=$1 word given
                    shift
                    for word in "$@"; do
                        for given in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                            [[ $given == "$word" ]] && continue 2
                        done
                        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
                    done
                }
                _orgpurge() {
                    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
                    COMPREPLY=()
                    if [[ $cur == "=" ]]; then
                        cur=
                    elif [[ $prev == "=" ]]; then
                        prev=${COMP_WORDS[COMP_CWORD-2]}
                    fi
                    if (( COMP_CWORD == 1 )); then
                        _orgpurge_words "$cur" %s help
                        return
                    fi
                    case ${COMP_WORDS[1]} in
                    help)
                        (( COMP_CWORD == 2 )) && _orgpurge_words "$cur" %s
                        ;;
                %s    esac
                }
                complete -F _orgpurge orgpurge
                """.formatted(
                names(),
                names(),
                vocabulary.commands().stream().map(CompletionScript::bashCase).collect(Collectors.joining()));
    }

    private static String bashCase(AbstractCommand command) {
        StringBuilder text = new StringBuilder("    " + command.getName() + ")\n        case $prev in\n");
        for (CommandOption option : command.getOptions()) {
            if (!OptionValues.isFlag(option)) {
                text.append("        --%s) %sreturn ;;\n".formatted(option.longName(), bashValues(option)));
            }
        }
        String words = command.getOptions().stream()
                .map(option -> Vocabulary.bare(option) ? values(option) : "--" + option.longName())
                .collect(Collectors.joining(" "));
        return text.append("        esac\n        _orgpurge_words \"$cur\" %s --help\n        ;;\n".formatted(words))
                .toString();
    }

    private static String bashValues(CommandOption option) {
        if (isFile(option)) {
            return "_orgpurge_files \"$cur\"; ";
        }
        return OptionValues.choices(option).isEmpty() ? "" : "_orgpurge_words \"$cur\" " + values(option) + "; ";
    }

    private String zsh() {
        return """
                #compdef orgpurge
                # zsh completion for orgpurge. Load it with: source <(orgpurge completion zsh)
                _orgpurge() {
                    local -a commands
                    commands=(
                %s    )
                    if (( CURRENT == 2 )); then
                        _describe command commands
                        return
                    fi
                    shift words
                    (( CURRENT-- ))
                    case $words[1] in
                    help)
                        _describe command commands
                        ;;
                %s    esac
                }
                if [[ $funcstack[1] == _orgpurge ]]; then
                    _orgpurge "$@"
                else
                    compdef _orgpurge orgpurge
                fi
                """.formatted(
                vocabulary.commands().stream()
                        .map(command ->
                                "        '%s:%s'\n".formatted(command.getName(), zshQuoted(command.getDescription())))
                        .collect(Collectors.joining()),
                vocabulary.commands().stream().map(CompletionScript::zshCase).collect(Collectors.joining()));
    }

    private static String zshCase(AbstractCommand command) {
        String specs = command.getOptions().stream()
                .map(CompletionScript::zshSpec)
                .collect(Collectors.joining(" \\\n            "));
        return "    %s)\n        _arguments %s \\\n            '--help[this page]'\n        ;;\n"
                .formatted(command.getName(), specs);
    }

    private static String zshSpec(CommandOption option) {
        String meaning = zshQuoted(HelpText.meaning(option)).replace("[", "\\[").replace("]", "\\]");
        String values = isFile(option) ? "_files" : values(option).isEmpty() ? " " : "(" + values(option) + ")";
        if (Vocabulary.bare(option)) {
            return "'1:%s:%s'".formatted(option.longName(), values);
        }
        return OptionValues.isFlag(option)
                ? "'--%s[%s]'".formatted(option.longName(), meaning)
                : "'--%s=[%s]:%s:%s'".formatted(option.longName(), meaning, option.longName(), values);
    }

    /** Inside single quotes, where a colon ends a part. */
    private static String zshQuoted(String text) {
        return text.replace("\\", "\\\\").replace(":", "\\:").replace("'", "'\\''");
    }

    private static boolean isFile(CommandOption option) {
        return String.valueOf(option.description()).startsWith("<FILE>");
    }

    private static String values(CommandOption option) {
        return String.join(" ", OptionValues.choices(option));
    }

    private String names() {
        List<String> names =
                vocabulary.commands().stream().map(AbstractCommand::getName).toList();
        return String.join(" ", names);
    }
}
