// SPDX-License-Identifier: Apache-2.0
package io.postern.router.mx;

import java.lang.annotation.Annotation;

/** An entry of type mx, in tests. */
record TestOptions(String transport, int port, String[] ownNames) implements MxRouter.Options {
    static TestOptions port(int port, String... ownNames) {
        return new TestOptions("smtp", port, ownNames);
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return MxRouter.Options.class;
    }
}
