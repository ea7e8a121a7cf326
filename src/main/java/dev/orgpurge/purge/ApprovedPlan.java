package dev.orgpurge.purge;

import java.util.function.Consumer;

/** What somebody approved: a plan, and exactly the organizations that it may be carried out on. */
public interface ApprovedPlan {

    /** Digest of the plan, {@code sha256:…}. */
    String digest();

    /** Digest of the approved ids in their order, {@code sha256:…}: the same request is the same approval. */
    String approval();

    /** The approved ids, streamed. */
    void candidates(Consumer<String> reader);
}
