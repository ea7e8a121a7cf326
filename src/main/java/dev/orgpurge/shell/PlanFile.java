package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ApprovedPlan;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A file that {@code plan --out} wrote and somebody approved; read as a stream, however many candidates it names. */
final class PlanFile implements ApprovedPlan {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final String name;
    private final String digest;
    private final String approval;

    private PlanFile(String name, String digest, String approval) {
        this.name = name;
        this.digest = digest;
        this.approval = approval;
    }

    /** @throws Problem usage, if it is not such a file */
    static PlanFile read(String name) {
        MessageDigest ids = sha256();
        String digest = walk(name, id -> ids.update((id + "\n").getBytes(StandardCharsets.UTF_8)));
        return new PlanFile(name, digest, "sha256:" + HexFormat.of().formatHex(ids.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public String approval() {
        return approval;
    }

    @Override
    public void candidates(Consumer<String> reader) {
        walk(name, reader);
    }

    /** Returns the plan's digest. */
    private static String walk(String name, Consumer<String> ids) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(name)));
                JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            return walk(name, json, ids);
        } catch (IOException | InvalidPathException e) {
            throw Problem.usage(
                    "UNREADABLE_FILE",
                    "cannot read " + name + " (" + e.getClass().getSimpleName()
                            + "): name a file that plan --out wrote, after --plan");
        } catch (JacksonException e) {
            throw unusable(name, "is not JSON");
        }
    }

    private static String walk(String name, JsonParser json, Consumer<String> ids) {
        String digest = null;
        boolean candidates = false;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw unusable(name, "is not a plan");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String property = json.currentName();
            JsonToken value = json.nextToken();
            if (property.equals("digest") && value == JsonToken.VALUE_STRING) {
                digest = json.getString();
            } else if (property.equals("candidates") && value == JsonToken.START_ARRAY) {
                candidates = true;
                readCandidates(name, json, ids);
            } else {
                json.skipChildren();
            }
        }
        if (digest == null || !candidates) {
            throw unusable(name, digest == null ? "has no digest" : "names no candidates");
        }
        return digest;
    }

    private static void readCandidates(String name, JsonParser json, Consumer<String> ids) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            ids.accept(id(name, json));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw unusable(name, "has a candidate that is no object");
        }
    }

    private static String id(String name, JsonParser json) {
        @Nullable String id = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isId = json.currentName().equals("org_id");
            JsonToken value = json.nextToken();
            if (isId && value == JsonToken.VALUE_STRING) {
                id = json.getString();
            }
            json.skipChildren();
        }
        if (id == null) {
            throw unusable(name, "has a candidate without org_id");
        }
        return id;
    }

    private static Problem unusable(String name, String what) {
        return Problem.usage(
                "UNUSABLE_PLAN_FILE",
                name + " " + what + ": --plan takes a file that plan --out wrote, without --org-id");
    }
}
