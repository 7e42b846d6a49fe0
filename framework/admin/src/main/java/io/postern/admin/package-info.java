// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP API on loopback that {@code bin/postern} talks to, {@code /metrics} and {@code /health}.
 * A request goes through {@link io.postern.admin.Gate} (host, token, limits) to the {@link
 * io.postern.admin.Endpoint} of its path; what an endpoint needs of Postern it finds in {@link
 * io.postern.admin.Services}, which may not be there yet.
 */
@NullMarked
package io.postern.admin;

import org.jspecify.annotations.NullMarked;
