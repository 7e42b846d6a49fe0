// SPDX-License-Identifier: Apache-2.0
/** Believes bearer tokens that an identity provider has signed. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "https")
@NullMarked
package io.postern.auth.jwt;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
