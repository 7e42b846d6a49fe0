// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

/**
 * How the spool is.
 *
 * @param messages unfinished ones
 * @param journalFiles how many files the journal has
 * @param journalOctets what they take on disk
 * @param freeOctets what is left on the file system
 * @param trouble why no mail is taken; empty where it is
 * @param recovery what the last recovery found, one line
 */
public record SpoolStatus(
        long messages,
        int journalFiles,
        long journalOctets,
        long freeOctets,
        String trouble,
        String recovery) {}
