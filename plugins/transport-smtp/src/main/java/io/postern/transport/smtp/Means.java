// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

/** What all attempts of a transport share. */
record Means(
        HopAddresses addresses,
        HopTls tls,
        DomainPolicies policies,
        IdleSessions idle,
        BrokenTls broken,
        OwnAddresses own,
        TlsWitness witness) {}
