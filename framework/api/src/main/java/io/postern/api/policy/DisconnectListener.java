// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Client;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told when a session ends, however it ends. Called after the connection is closed; what it
 * throws is logged and changes nothing.
 */
@ConsumerType
@FunctionalInterface
public interface DisconnectListener {
    /** The client is gone. */
    void onDisconnect(Client client) throws InterruptedException;
}
