package dev.orgpurge.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Where and with what it was measured. */
final class Machine {

    private static final long GIBIBYTE = 1L << 30;

    private Machine() {}

    static Map<String, String> told() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Map<String, String> told = new LinkedHashMap<>();
        told.put("processor", processor());
        told.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        told.put("memory", Math.round((double) system.getTotalMemorySize() / GIBIBYTE) + " GiB");
        told.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        told.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        told.put("commit", commit());
        return told;
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst(".*:", "").strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** With a plus if files were changed since. */
    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return said.isEmpty() ? "unknown" : said;
        } catch (IOException e) {
            return "unknown";
        }
    }
}
