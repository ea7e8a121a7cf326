package dev.orgpurge.ledger;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM blocks (RFC 7468): whatever stands between them is for people. */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final int LINE = 64;

    private final String label;
    private final byte[] der;

    Pem(String label, byte[] der) {
        this.label = label;
        this.der = der.clone();
    }

    /** @throws IllegalArgumentException if a block is not base64 */
    static List<Pem> blocks(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String base64 = block.group(2).replaceAll("\\s", "");
            blocks.add(new Pem(block.group(1), Base64.getDecoder().decode(base64)));
        }
        return blocks;
    }

    String label() {
        return label;
    }

    byte[] der() {
        return der.clone();
    }

    String write() {
        String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
