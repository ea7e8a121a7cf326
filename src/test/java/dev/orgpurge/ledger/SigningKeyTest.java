package dev.orgpurge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // javac 17 does not read from a class file that a map\'s values may be null
class SigningKeyTest {

    private static final byte[] MESSAGE = {1, 2, 3};

    @TempDir
    private Path folder;

    private Path key(String content) throws IOException {
        Path file = folder.resolve("key.pem");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content);
    }

    /** RFC 8032, section 7.1, TEST 1: the public key and the signature of an empty message. */
    @Test
    void signs_as_the_standard_says() {
        byte[] seed =
                java.util.HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] der = java.util.HexFormat.of()
                .parseHex("302e020100300506032b657004220420"
                        + java.util.HexFormat.of().formatHex(seed));

        SigningKey key = SigningKey.read(KeySource.of(new Pem("PRIVATE KEY", der).write()));

        assertThat(java.util.HexFormat.of().formatHex(key.open().getEncoded()))
                .endsWith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(java.util.HexFormat.of().formatHex(key.sign(new byte[0])))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    }

    @Test
    void a_key_in_a_file_signs_what_its_public_half_verifies() throws IOException {
        SigningKey generated = SigningKey.generate();
        SigningKey read =
                SigningKey.read(KeySource.of(key(generated.privatePem()).toString()));
        PublicKeys open = PublicKeys.parse(generated.publicPem());

        assertThat(read.id()).isEqualTo(generated.id()).startsWith("sha256:").hasSize(71);
        assertThat(open.ids()).containsExactly(read.id());
        assertThat(open.signed(read.id(), MESSAGE, read.sign(MESSAGE))).isTrue();
        assertThat(open.signed(read.id(), new byte[] {1, 2, 4}, read.sign(MESSAGE)))
                .isFalse();
        assertThat(open.signed("sha256:another", MESSAGE, read.sign(MESSAGE))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--", "rw----r--", "rw-rw-rw-"})
    void a_key_that_others_may_read_is_not_used(String permissions) throws IOException {
        Path file = key(Keys.pem(Keys.ONE));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        refused(KeySource.of(file.toString()), "may be read by others", "chmod 600");
    }

    @Test
    void what_is_no_key_is_told_in_one_sentence_without_the_key() throws IOException, GeneralSecurityException {
        refused(KeySource.of(folder.resolve("none.pem").toString()), "none.pem cannot be read");
        refused(KeySource.of(key("").toString()), "no private key in PEM");
        refused(KeySource.of(key(Keys.publicPem(Keys.ONE)).toString()), "no private key in PEM");
        refused(KeySource.of(key(wrong("EC")).toString()), "not an Ed25519 one");
        refused(KeySource.of(key(wrong("RSA")).toString()), "not an Ed25519 one");
        refused(KeySource.of(key(wrong("Ed448")).toString()), "not an Ed25519 one");
        refused(KeySource.of(key(Keys.pem(Keys.ONE).replace("MC4", "MC5")).toString()), "damaged");
        refused(KeySource.of(key(Keys.pem(Keys.ONE).replace("MC4", "MC4A=")).toString()), "not base64");
        refused(
                KeySource.of(key(Keys.pem(Keys.ONE).replace("PRIVATE", "ENCRYPTED PRIVATE"))
                        .toString()),
                "encrypted");
        refused(
                KeySource.of("-----BEGIN PRIVATE KEY-----\nsecret"),
                "orgpurge.evidence.signing-key holds no private key");
    }

    private static String wrong(String algorithm) throws GeneralSecurityException {
        return new Pem(
                        "PRIVATE KEY",
                        KeyPairGenerator.getInstance(algorithm)
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded())
                .write();
    }

    private static void refused(KeySource source, String... sentences) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> SigningKey.read(source))
                .returns("UNUSABLE_KEY", Problem::code)
                .returns(Problem.Kind.USAGE, Problem::kind)
                .satisfies(problem ->
                        assertThat(problem.getMessage()).contains(sentences).doesNotContain("secret", "MC4", "MC5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\n*"
            })
    void what_is_no_public_key_is_told(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKeys.parse(text))
                .withMessageStartingWith("holds ");
    }

    @Test
    void a_private_key_among_public_ones_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKeys.parse(Keys.publicPem(Keys.ONE) + Keys.pem(Keys.ONE)))
                .withMessageContaining("nobody else should ever get");
    }

    @Test
    void new_keys_are_written_for_their_owner_alone_and_over_nothing() throws IOException {
        Path secret = folder.resolve("new.pem");
        Path open = folder.resolve("new.pem.pub");

        String id = NewKey.write(secret, open);

        assertThat(Files.getPosixFilePermissions(secret)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(SigningKey.read(KeySource.of(secret.toString())).id()).isEqualTo(id);
        assertThat(PublicKeys.parse(Files.readString(open)).ids()).containsExactly(id);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> NewKey.write(secret, folder.resolve("other.pub")))
                .withMessageContaining("never overwritten");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> NewKey.write(folder.resolve("x"), open))
                .withMessageContaining("never overwritten");
        assertThat(Files.exists(folder.resolve("other.pub"))).isFalse();
        assertThat(SigningKey.read(KeySource.of(secret.toString())).id()).isEqualTo(id);
    }

    @Test
    void a_source_never_shows_its_text() {
        assertThat(Keys.source(Keys.ONE).toString()).isEqualTo("orgpurge.evidence.signing-key");
        EvidenceSettings settings = new EvidenceSettings(Keys.source(Keys.ONE), true, null, false, Horizons.UNKNOWN);
        assertThat(settings.toString()).doesNotContain("BEGIN", "MC4");
    }

    @Test
    void a_signature_is_over_everything_and_the_same_each_time() {
        Signer signer = new Signer(new EvidenceSettings(Keys.source(Keys.ONE), false, null, false, Horizons.UNKNOWN));
        Map<String, @org.jspecify.annotations.Nullable Object> statement = Map.of("format", "x/1", "n", 1);

        Signed signed = new Signed(signer.sign(statement));

        assertThat(signer.sign(statement)).isEqualTo(signed.statement());
        assertThat(signed.check(Keys.open(Keys.ONE))).isEqualTo(Signed.Outcome.GOOD);
        assertThat(signed.check(null)).isEqualTo(Signed.Outcome.UNKNOWN_KEY);
        assertThat(signed.check(Keys.open(Keys.OTHER))).isEqualTo(Signed.Outcome.UNKNOWN_KEY);
        for (Flips.Flip flip : Flips.of(signed.statement())) {
            assertThat(new Signed(flip.changed()).check(Keys.open(Keys.ONE)))
                    .as(flip.path())
                    .isNotEqualTo(Signed.Outcome.GOOD);
        }
    }
}
