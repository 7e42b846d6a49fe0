// SPDX-License-Identifier: Apache-2.0
/** Believes bearer tokens that an identity provider has signed. */
@NullMarked
package io.postern.auth.jwt;

import org.jspecify.annotations.NullMarked;
