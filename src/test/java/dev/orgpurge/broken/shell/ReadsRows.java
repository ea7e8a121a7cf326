package dev.orgpurge.broken.shell;

import java.sql.ResultSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Talks to the database where nobody should. */
record ReadsRows(DataSource source, ResultSet rows, JdbcClient client) {}
