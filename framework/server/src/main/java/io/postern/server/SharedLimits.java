// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

/**
 * What all connections of all listeners share, so that together they stay within limits.
 *
 * @param gate counts them
 * @param handshakes lets so many of TLS compute at once
 * @param memory counts what waits in memory to be read by a session
 */
record SharedLimits(ConnectionGate gate, Handshakes handshakes, WaitingOctets memory) {}
