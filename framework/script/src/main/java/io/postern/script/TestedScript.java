// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The script under test, in a server's sandboxes; loaded anew where a test gives it other options.
 * Used by one thread at a time.
 */
final class TestedScript {
    private final Loader loader;
    private String options = ScriptEntry.NO_OPTIONS;
    private @Nullable Script loaded;
    private @Nullable ScriptFailedException failure;
    private boolean everLoaded;

    TestedScript(Loader loader) {
        this.loader = loader;
    }

    /** Compiles the script. */
    @FunctionalInterface
    interface Loader {
        /** Blocks; throws {@link ScriptFailedException} where it doesn't compile. */
        Script load(String options) throws InterruptedException;
    }

    /** The script with its options of now. Throws what loading it threw. */
    Script get() throws InterruptedException {
        Script known = loaded;
        if (known != null) {
            return known;
        }
        if (failure != null) {
            throw failure;
        }
        try {
            known = loader.load(options);
        } catch (ScriptFailedException broken) {
            failure = broken;
            throw broken;
        }
        everLoaded = true;
        loaded = known;
        return known;
    }

    /** Gives it options, a JSON object; a script with others is gone, sessions and all. */
    void use(String wanted) throws InterruptedException {
        if (!wanted.equals(options)) {
            close();
            options = wanted;
            failure = null;
        }
    }

    /** Why it never loaded, if it was tried and never did. */
    Optional<String> trouble() {
        ScriptFailedException broken = failure;
        return everLoaded || broken == null
                ? Optional.empty()
                : Optional.of(String.valueOf(broken.getMessage()));
    }

    /** Blocks for the calls under way, some seconds at most. */
    void close() throws InterruptedException {
        Script known = loaded;
        loaded = null;
        if (known != null) {
            known.close();
        }
    }
}
