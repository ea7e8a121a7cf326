package dev.orgpurge.broken.access;

import jakarta.servlet.http.HttpServletRequest;

/** Knows the web outside http. */
record Listens(HttpServletRequest request) {}
