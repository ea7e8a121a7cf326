/** What k8s/ promises: manifests, alerts, dashboard. Tools that a fresh machine lacks are asked where they are there. */
@NullMarked
package dev.orgpurge.k8s;

import org.jspecify.annotations.NullMarked;
