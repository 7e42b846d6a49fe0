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
 * @param space how much room there is
 * @param recovery what the last recovery found, one line
 */
public record SpoolStatus(
        long messages,
        int journalFiles,
        long journalOctets,
        long freeOctets,
        String trouble,
        Space space,
        String recovery) {
    /** How much room there is: the rungs of a ladder, the manual's page on the queue has it. */
    public enum Space {
        /** All mail is taken. */
        AMPLE(0, "there is room"),
        /** Mail of those who logged in is taken; strangers are put off. */
        LOW(1, "space is low, strangers are put off"),
        /** No mail is taken. What is here is delivered. */
        SHORT(2, "space is short, no mail is taken"),
        /** The reserve is used up for outcomes. No mail is taken; what is here is delivered. */
        RESERVE(3, "the reserve is in use, no mail is taken"),
        /** Outcomes can't be written. No mail is taken, and none delivered. */
        SPENT(4, "there is no room at all, no mail is taken nor delivered");

        private final int rung;
        private final String text;

        Space(int rung, String text) {
            this.rung = rung;
            this.text = text;
        }

        /** How far down the ladder; 0 is the top. */
        public int rung() {
            return rung;
        }

        /** In words. */
        public String text() {
            return text;
        }
    }
}
