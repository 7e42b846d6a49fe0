// SPDX-License-Identifier: Apache-2.0
/** Components that tell what they got; the integration test makes a bundle of them. */
package io.postern.config.sample;
