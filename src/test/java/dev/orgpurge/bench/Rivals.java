package dev.orgpurge.bench;

import java.util.List;

/** What a user would otherwise do, and what nobody can beat. */
final class Rivals {

    private static final List<Contender> ALL = List.of(
            new OneTransaction(false), new Cascade(), new LimitLoop(), new ReaderWriter(), new OneTransaction(true));

    private Rivals() {}

    static List<String> names() {
        return ALL.stream().map(Contender::name).toList();
    }

    static List<Contender> named(List<String> names) {
        return ALL.stream().filter(rival -> names.contains(rival.name())).toList();
    }
}
