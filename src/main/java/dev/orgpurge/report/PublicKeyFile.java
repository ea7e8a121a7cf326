package dev.orgpurge.report;

import dev.orgpurge.ledger.PublicKeys;

/** What the file of a public key is called in a pack. */
final class PublicKeyFile {

    private PublicKeyFile() {}

    /** The digits of its id: a certificate names them, so nobody has to try which key it is. */
    static String name(String pem) {
        String id = PublicKeys.parse(pem).ids().iterator().next();
        return id.substring(id.indexOf(':') + 1) + ".pub";
    }
}
