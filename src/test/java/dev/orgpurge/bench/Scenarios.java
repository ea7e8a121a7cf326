package dev.orgpurge.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The scenarios by name, as the options want them. */
record Scenarios(Options options, Program program) {

    /** Everything but what takes long. */
    static final List<String> ALL = List.of(
            "interleaved", "many-small", "giant", "deep", "wide", "old-snapshot", "denormalised", "busy", "fixed");

    static final List<String> KNOWN =
            Stream.concat(ALL.stream(), Stream.of("scale")).toList();

    private static final int LARGER = 20;

    Scenario named(String name) {
        Size size = options.size();
        return switch (name) {
            case "interleaved" -> quiet(name, Shapes.interleaved(size.rows()));
            case "many-small" -> quiet(name, Shapes.manySmall(size));
            case "giant" -> quiet(name, Shapes.giant(size));
            case "deep" -> quiet(name, Shapes.deep(size));
            case "denormalised" -> quiet(name, Shapes.denormalised(size));
            case "wide" -> wide();
            case "old-snapshot" -> oldSnapshot();
            case "busy" -> busy();
            case "scale" -> scale();
            case "fixed" -> fixed();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Scenario quiet(String name, Shape shape) {
        List<Trial> trials =
                trials(name, name, contenders(), Circumstance.QUIET).toList();
        return new Scenario(name, Map.of(name, shape), trials, Optional.empty());
    }

    private Scenario wide() {
        boolean tiny = options.size() == Size.TINY;
        Map<String, Shape> templates = new LinkedHashMap<>();
        templates.put("wide", Shapes.wide(tiny ? 12 : 300, "n % 10 = 0"));
        templates.put("wide-120", Shapes.wide(tiny ? 6 : 120, "n = 1"));
        templates.put("wide-700", Shapes.wide(tiny ? 24 : 700, "n = 1"));
        Stream<Trial> small = Stream.of("wide-120", "wide-700")
                .flatMap(template -> trials(template, template, ours(program), Circumstance.QUIET));
        Stream<Trial> all = trials("wide", "wide", contenders(), Circumstance.QUIET);
        return new Scenario("wide", templates, Stream.concat(all, small).toList(), Optional.empty());
    }

    private Scenario oldSnapshot() {
        String held = "old-snapshot";
        String none = "no-snapshot";
        Stream<Trial> trials = Stream.concat(
                trials(held, held, contenders(), new HeldSnapshot()),
                trials(none, held, ours(program), Circumstance.QUIET));
        Map<String, Shape> templates =
                Map.of(held, Shapes.interleaved(options.size().rows()));
        return new Scenario(held, templates, trials.toList(), Optional.of(new Scenario.Comparison(held, none)));
    }

    private Scenario busy() {
        Shape shape = Shapes.interleaved(options.size().rows());
        Stream<Contender> contenders = Stream.concat(ours(program), Stream.of(new OneTransaction(false)));
        List<Trial> trials = trials(
                        "busy",
                        "busy",
                        contenders,
                        new Writers(shape, options.size().idle()))
                .toList();
        return new Scenario("busy", Map.of("busy", shape), trials, Optional.empty());
    }

    private Scenario scale() {
        int rows = options.size().rows() / 5;
        Map<String, Shape> templates = new LinkedHashMap<>();
        templates.put("small", Shapes.interleaved(rows));
        templates.put("large", Shapes.interleaved(rows).times(LARGER));
        List<Contender> lean = ours(program.with("-Xmx128m")).toList();
        List<Trial> trials = Stream.of("small", "large")
                .flatMap(template -> trials(template, template, lean.stream(), Circumstance.QUIET))
                .toList();
        return new Scenario("scale", templates, trials, Optional.of(new Scenario.Comparison("large", "small")));
    }

    private Scenario fixed() {
        Shape shape = Shapes.manySmall(Size.TINY).withDue("false");
        Stream<Contender> usual = Stream.of(Command.emptyNight(program), Command.help(program));
        Stream<Contender> cached = options.java().stream()
                .map(java -> AotCache.of(java, program.folder()))
                .flatMap(cache -> Stream.of(Command.emptyNight(cache), Command.help(cache)));
        List<Trial> trials = trials("fixed", "fixed", Stream.concat(usual, cached), Circumstance.QUIET)
                .toList();
        return new Scenario("fixed", Map.of("fixed", shape), trials, Optional.empty());
    }

    private Stream<Contender> contenders() {
        return Stream.concat(ours(program), Rivals.named(options.rivals()).stream());
    }

    private Stream<Contender> ours(Program with) {
        return Variant.ALL.stream()
                .flatMap(variant -> options.workers().stream().map(workers -> new OrgPurge(with, variant, workers)));
    }

    private static Stream<Trial> trials(
            String group, String template, Stream<? extends Contender> contenders, Circumstance circumstance) {
        return contenders.map(contender -> new Trial(group, template, contender, circumstance));
    }
}
