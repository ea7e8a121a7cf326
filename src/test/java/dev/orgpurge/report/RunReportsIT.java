package dev.orgpurge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.ledger.StrictJson;
import dev.orgpurge.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.ValidationResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One ledger with one of every fate, in every form. */
@Waives(
        value = {Invariant.LEDGER_ADDS_UP, Invariant.ROWS_GONE_ARE_ROWS_COUNTED},
        because = "the ledger tells of purges that never were")
@SuppressWarnings("NullAway") // javac 17 does not read from a class file that a map's values may be null
class RunReportsIT {

    private static final Path GOLDEN = Path.of("src/test/resources/report");

    private static byte[] written(Year year, ReportScope scope, ReportFormat format, ReportPart part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        year.reports().write(scope, format, part, out);
        return out.toByteArray();
    }

    private static byte[] written(Year year, ReportFormat format) {
        return written(year, ReportScope.between(Year.BEGIN, Year.END), format, ReportPart.ORGANIZATIONS);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<String, JsonNode> organizations(byte[] json) {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        new JsonMapper()
                .readTree(json)
                .path("organizations")
                .forEach(one -> byId.put(one.path("org_id").asString(), one));
        return byId;
    }

    @Test
    void everyone_who_became_due_is_in_it_with_what_became_of_them_and_why() {
        Year year = Year.ofEveryFate();

        Map<String, JsonNode> population = organizations(written(year, ReportFormat.JSON));

        Map<String, String> standings = new LinkedHashMap<>();
        population.forEach((id, one) -> standings.put(id, one.path("standing").asString()));
        assertThat(standings)
                .containsEntry("1", "purged")
                .containsEntry("2", "purged")
                .containsEntry("3", "held")
                .containsEntry("4", "blocked")
                .containsEntry("5", "failed")
                .containsEntry("6", "purged")
                .containsEntry("7", "blocked")
                .containsEntry("8", "interrupted")
                .containsEntry("9", "not_yet_due")
                .containsEntry("10", "no_longer_due")
                .containsEntry("11", "frozen")
                .hasSize(16);
        JsonNode purged = population.get("1");
        assertThat(purged.path("rows").asLong()).isEqualTo(13);
        assertThat(purged.at("/tables/public.users/deleted").asLong()).isEqualTo(12);
        assertThat(purged.path("due_to_purged_seconds").asLong()).isBetween(9 * 86_400L, 10 * 86_400L);
        assertThat(purged.path("overdue").asBoolean()).isFalse();
        assertThat(population.get("2").path("overdue").asBoolean()).isTrue();
        assertThat(population.get("2").path("retains").asBoolean()).isTrue();
        JsonNode blocked = population.get("4");
        assertThat(blocked.at("/reasons/0/code").asString()).isEqualTo("STILL_HAS_DEPENDENTS");
        assertThat(blocked.at("/reasons/0/detail").asString()).isEqualTo("11 rows");
        assertThat(blocked.path("selections").asLong()).isEqualTo(2);
        assertThat(blocked.path("age_seconds").asLong()).isEqualTo(121 * 86_400L + 7_200 + 9);
    }

    @Test
    void json_and_csv_are_what_they_were() throws IOException {
        Year year = Year.ofEveryFate();

        golden("report.json", written(year, ReportFormat.JSON));
        for (ReportPart part : ReportPart.values()) {
            golden(
                    part.name().toLowerCase(java.util.Locale.ROOT) + ".csv",
                    written(year, ReportScope.between(Year.BEGIN, Year.END), ReportFormat.CSV, part));
        }
        golden("run.json", written(year, ReportScope.of(year.run()), ReportFormat.JSON, ReportPart.ORGANIZATIONS));
    }

    /** {@code -Dgolden.write=true} writes them anew; then look at the difference. */
    private static void golden(String name, byte[] made) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.write(GOLDEN.resolve(name), made);
        }
        assertThat(text(made)).as(name).isEqualTo(Files.readString(GOLDEN.resolve(name)));
    }

    @Test
    void the_same_ledger_gives_the_same_bytes_and_what_follows_changes_nothing() throws IOException {
        Year year = Year.ofEveryFate();
        ReportScope march = ReportScope.between(Year.BEGIN, java.time.Instant.parse("2026-03-15T00:00:00Z"));
        Map<ReportFormat, byte[]> first = new LinkedHashMap<>();
        for (ReportFormat format : ReportFormat.values()) {
            first.put(format, written(year, march, format, ReportPart.ORGANIZATIONS));
        }
        year.night(java.time.Instant.parse("2026-06-01T00:00:00Z"))
                .candidate("99", "2026-05-01")
                .selected()
                .finished("PARTIAL");
        year.ledger().write();

        first.forEach((format, bytes) -> assertThat(written(year, march, format, ReportPart.ORGANIZATIONS))
                .as(format.name())
                .isEqualTo(bytes));
        assertThat(text(first.get(ReportFormat.JSON))).contains("\"as_of\":\"2026-03-15T00:00:00.000000Z\"");
    }

    @Test
    void the_pdf_is_a_pdf_a() throws Exception {
        assertPdfA(written(Year.ofEveryFate(), ReportFormat.PDF));
        assertPdfA(written(new Year(), ReportFormat.PDF));
    }

    private static void assertPdfA(byte[] pdf) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf));
                PDFAValidator validator = Foundries.defaultInstance().createValidator(parser.getFlavour(), false)) {
            assertThat(parser.getFlavour().getId()).isEqualTo("2u");
            ValidationResult result = validator.validate(parser);
            List<String> broken = new ArrayList<>();
            result.getTestAssertions().forEach(one -> broken.add(one.getRuleId() + " " + one.getMessage()));
            assertThat(result.isCompliant()).as(broken.toString()).isTrue();
        }
    }

    @Test
    void a_page_has_no_script_loads_nothing_and_shows_texts_as_texts() {
        String page = text(written(Year.ofEveryFate(), ReportFormat.HTML));

        assertThat(page)
                .contains("ארגון &lt;b&gt;&amp;", "組織-東京", "منظمة-١٢", "<svg", "<title", "<desc")
                .doesNotContain("<b>&", "<script", "href=", "src=", "@import", "url(");
        assertThat(text(written(new Year(), ReportFormat.HTML))).contains("Nobody was due");
    }

    @Test
    void no_cell_of_a_spreadsheet_is_a_formula() throws IOException {
        Year year = Year.ofEveryFate();

        assertThat(text(written(year, ReportFormat.CSV))).contains("\"'=HYPERLINK(\"\"http://evil\"\")\"");
        for (String formula : List.of("=1", "+1", "-1", "@a", "\t=1", " =1", "＝1", "\r=1")) {
            assertThat(CsvReport.harmless(formula)).isEqualTo("'" + formula);
        }
        assertThat(CsvReport.harmless("a=1")).isEqualTo("a=1");
        String sheets = unzipped(written(year, ReportFormat.XLSX));
        assertThat(sheets).contains("=HYPERLINK(&quot;http://evil&quot;)").doesNotContain("<f>");
    }

    private static String unzipped(byte[] zip) throws IOException {
        StringBuilder all = new StringBuilder();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                all.append(text(in.readAllBytes()));
            }
        }
        return all.toString();
    }

    /** Every figure comes from an entry whose hash was looked at. */
    @Test
    void an_entry_that_was_changed_makes_no_report() {
        Year year = Year.ofEveryFate();
        year.ledger()
                .fixture()
                .tamper(
                        "update orgpurge.ledger_entry set body = replace(body, 'hold 7', 'hold 8') where kind = 'SELECTED'");

        assertThatThrownBy(() -> written(year, ReportFormat.JSON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("run verify");
    }

    @Test
    void a_run_that_the_ledger_does_not_know_is_told() {
        Year year = new Year();
        assertThatThrownBy(() ->
                        written(year, ReportScope.of(new UUID(1, 1)), ReportFormat.JSON, ReportPart.ORGANIZATIONS))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no run");
    }

    @Test
    void a_schema_of_500_tables_has_a_line_for_each() throws Exception {
        Year year = new Year().rules().night(Year.BEGIN);
        Map<String, Object> tables = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            tables.put("public.table_" + i + "_" + "n".repeat(40), dev.orgpurge.ledger.SampleLedger.table(i, 0, i, 0));
        }
        year.candidate("1", "2026-01-01")
                .selected()
                .purge("1", "2026-01-01", tables)
                .finished("COMPLETE");
        year.ledger().write();

        assertThat(text(written(year, ReportFormat.HTML))).contains("public.table_499_");
        assertPdfA(written(year, ReportFormat.PDF));
        Map<String, @Nullable Object> json = StrictJson.object(text(written(year, ReportFormat.JSON)));
        assertThat(((Map<?, ?>) ((Map<?, ?>) json.get("summary")).get("tables")))
                .hasSize(501);
    }
}
