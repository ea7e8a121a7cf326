package dev.orgpurge.ledger;

import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** A private key with its public half. */
final class SigningKey {

    private static final String PRIVATE = "PRIVATE KEY";

    private static final String SETTING = "orgpurge.evidence.signing-key";

    private final PrivateKey secret;
    private final PublicKey open;

    private SigningKey(PrivateKey secret, PublicKey open) {
        this.secret = secret;
        this.open = open;
    }

    static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(PublicKeys.ALGORITHM).generateKeyPair();
            return new SigningKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has " + PublicKeys.ALGORITHM, e);
        }
    }

    /** @throws Problem usage, if there is no key that could be used */
    static SigningKey read(KeySource source) {
        String text = source.text();
        Path file = source.file();
        if (file != null) {
            requirePrivate(file);
            text = content(file);
        }
        return parse(String.valueOf(text), source);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unusable(file.toString(), "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** As the driver wants it of a client's key. */
    private static void requirePrivate(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            Set<PosixFilePermission> allowed = attributes.permissions();
            boolean group = allowed.contains(PosixFilePermission.GROUP_READ)
                    && !attributes.owner().getName().equals("root");
            if (group || allowed.contains(PosixFilePermission.OTHERS_READ)) {
                throw unusable(
                        file.toString(),
                        "may be read by others, so it is not used; chmod 600 it, or 640 where it belongs to root");
            }
        } catch (UnsupportedOperationException e) {
            // a file system without such permissions
        } catch (IOException e) {
            throw unusable(file.toString(), "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static SigningKey parse(String text, KeySource source) {
        List<Pem> blocks;
        try {
            blocks = Pem.blocks(text);
        } catch (IllegalArgumentException e) {
            throw unusable(source.toString(), "holds a PEM block that is not base64");
        }
        Pem block = blocks.stream()
                .filter(one -> one.label().equals(PRIVATE))
                .findFirst()
                .orElseThrow(() -> unusable(source.toString(), otherwise(blocks)));
        try {
            PrivateKey secret =
                    KeyFactory.getInstance(PublicKeys.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(block.der()));
            return new SigningKey(secret, open(secret));
        } catch (GeneralSecurityException e) {
            throw unusable(source.toString(), "holds a private key that is not an Ed25519 one, or a damaged one");
        }
    }

    private static String otherwise(List<Pem> blocks) {
        boolean encrypted = blocks.stream().anyMatch(block -> block.label().contains("ENCRYPTED"));
        return encrypted
                ? "holds an encrypted private key; decrypt it into a file that only this program can read"
                : "holds no private key in PEM (PKCS #8, -----BEGIN PRIVATE KEY-----); keygen makes one";
    }

    /** The JDK makes a key pair of 32 random bytes and has no other way from them to the public key; so it gets these. */
    private static PublicKey open(PrivateKey secret) throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) secret)
                .getBytes()
                .orElseThrow(() -> new GeneralSecurityException("the key does not show its bytes"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance(PublicKeys.ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new SameBytes(seed));
        PublicKey open = generator.generateKeyPair().getPublic();
        byte[] message = PublicKeys.ALGORITHM.getBytes(StandardCharsets.US_ASCII);
        if (!PublicKeys.signed(open, message, sign(secret, message))) {
            throw new GeneralSecurityException("the public key does not fit");
        }
        return open;
    }

    private static final class SameBytes extends SecureRandom {

        private static final long serialVersionUID = 1;

        private final byte[] bytes;

        SameBytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] out) {
            System.arraycopy(bytes, 0, out, 0, out.length);
        }
    }

    byte[] sign(byte[] message) {
        try {
            return sign(secret, message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key has signed before", e);
        }
    }

    private static byte[] sign(PrivateKey secret, byte[] message) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(PublicKeys.ALGORITHM);
        signature.initSign(secret);
        signature.update(message);
        return signature.sign();
    }

    String id() {
        return PublicKeys.id(open.getEncoded());
    }

    PublicKey open() {
        return open;
    }

    /** Base64 of the public key's X.509 form. */
    String openText() {
        return Base64.getEncoder().encodeToString(open.getEncoded());
    }

    String privatePem() {
        return new Pem(PRIVATE, secret.getEncoded()).write();
    }

    String publicPem() {
        return new Pem("PUBLIC KEY", open.getEncoded()).write();
    }

    private static Problem unusable(String where, String why) {
        return Problem.usage(
                "UNUSABLE_KEY",
                where.equals(SETTING) ? SETTING + " " + why : SETTING + ": the file " + where + " " + why);
    }
}
