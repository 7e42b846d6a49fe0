// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.io.FileSystem;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that a script sees: the {@code .js} and {@code .mjs} files of its folder and below, and
 * the module {@code postern}, for tests also {@code postern/test}; only for reading, and none with
 * {@code import()}. Each file is read once, so that all sandboxes of a generation see the same,
 * whatever happens on the disk. Safe for many threads.
 */
final class ScriptFiles implements FileSystem {
    private static final Path HOST_MODULE = Path.of("/postern");
    private static final Path TEST_MODULE = Path.of("/postern/test");
    private static final Path ROOT = Path.of("/");
    private static final String TYPE_SCRIPT =
            "TypeScript isn't run as it is: write JavaScript with '// @ts-check' on top, or name"
                    + " the .js file that tsc makes of it";
    private static final long LARGEST = 1024 * 1024;
    private static final int MOST = 500;

    private final Path main;
    private final Path root;
    private final Path home;
    private final boolean test;
    private final Map<Path, FileText> read;

    /**
     * What a file says, or that it can't be read.
     *
     * @param reason why not; empty where it was read
     */
    private record FileText(ByteBuffer octets, String reason) {}

    /**
     * Reads nothing yet.
     *
     * @param main the script, absolute
     * @param home what paths in messages are relative to
     */
    ScriptFiles(Path main, Path home) {
        Path parent = main.normalize().getParent();
        if (!main.isAbsolute() || parent == null) {
            throw new IllegalArgumentException("no absolute path of a script: " + main);
        }
        this.main = main.normalize();
        this.root = parent;
        this.home = home;
        this.test = false;
        this.read = new ConcurrentHashMap<>();
    }

    private ScriptFiles(ScriptFiles script, Path main) {
        this.main = main;
        this.root = script.root;
        this.home = script.home;
        this.test = true;
        this.read = script.read;
    }

    /**
     * The script's tests, {@code NAME.test.js} beside it, which may also import {@code
     * postern/test}. They see the files as the script does, and what they read counts as read by
     * it: a change of a test is a change of the script.
     */
    ScriptFiles tests() {
        return new ScriptFiles(this, main.resolveSibling(testName(main.getFileName().toString())));
    }

    /** {@code relay.test.js} for {@code relay.js}. */
    static String testName(String script) {
        return script.replaceFirst("\\.m?js$", "") + ".test.js";
    }

    /** Counts the tests, there or not, among the files that a change is seen of. */
    void watchTests() {
        boolean _ = tests().isThere();
    }

    /** Whether the main file can be read. */
    boolean isThere() {
        return text(main).reason().isEmpty();
    }

    /** The same files as they are now. */
    ScriptFiles reread() {
        ScriptFiles now = new ScriptFiles(main, home);
        read.keySet().forEach(now::text);
        return now;
    }

    /**
     * Throws {@link ScriptFailedException} where the main file is TypeScript: that isn't run as it
     * is.
     */
    void requireJavaScript() {
        if (isTypeScript(main.toString())) {
            throw new ScriptFailedException(name() + ":1:1: " + TYPE_SCRIPT);
        }
    }

    private static boolean isTypeScript(String file) {
        return file.matches(".*\\.[mc]?tsx?");
    }

    /** Whether these say the same, file by file, of those that were read. */
    boolean sameAs(ScriptFiles other) {
        return read.equals(other.read);
    }

    /** Whether the main file is the same. */
    boolean isOf(ScriptFiles other) {
        return main.equals(other.main);
    }

    /** {@code scripts/policy.js}. */
    String name() {
        return name(main.toString());
    }

    /** A path as an operator knows it. */
    String name(String path) {
        Path absolute = Path.of(path);
        return absolute.startsWith(home) ? home.relativize(absolute).toString() : path;
    }

    /** A message with the paths in it as an operator knows them. */
    String shorten(String message) {
        return message.replace(home + "/", "");
    }

    boolean holds(String path) {
        return Path.of(path).startsWith(root);
    }

    /** The module that loads the host module first and then the script. */
    String bootstrap() {
        String quoted = main.toString().replace("\\", "\\\\").replace("'", "\\'");
        return test
                ? "import 'postern/test'; import 'postern'; import '"
                        + quoted
                        + "'; export { names, run } from 'postern/test';"
                : "import 'postern'; export * from '" + quoted + "';";
    }

    @Override
    public Path parsePath(URI uri) {
        return parsePath(uri.toString());
    }

    @Override
    public Path parsePath(String path) {
        // "postern" is /postern, our module; any other name without a path leads nowhere.
        return ROOT.resolve(path.replace('\0', '?'));
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
            throws IOException {
        if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
            throw new AccessDeniedException(path.toString());
        }
        require(path);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (!options.isEmpty() && !options.equals(Set.of(StandardOpenOption.READ))) {
            throw new AccessDeniedException(path.toString());
        }
        return new ReadChannel(require(path));
    }

    private ByteBuffer require(Path path) throws IOException {
        if (path.equals(HOST_MODULE)) {
            return HostModule.source();
        }
        if (test && path.equals(TEST_MODULE)) {
            return TestHost.source();
        }
        FileText text = text(path.normalize());
        if (!text.reason().isEmpty()) {
            throw new NoSuchFileException(path.toString(), null, text.reason());
        }
        return text.octets().duplicate();
    }

    private FileText text(Path path) {
        if (read.size() >= MOST && !read.containsKey(path)) {
            return new FileText(ByteBuffer.allocate(0), "one of too many files");
        }
        return read.computeIfAbsent(path, this::readNow);
    }

    private FileText readNow(Path path) {
        ByteBuffer none = ByteBuffer.allocate(0);
        String file = path.toString();
        if (!path.startsWith(root) || !(file.endsWith(".js") || file.endsWith(".mjs"))) {
            return new FileText(
                    none, isTypeScript(file) ? TYPE_SCRIPT : "not a script of this folder");
        }
        try {
            boolean inside = path.toRealPath().startsWith(root.toRealPath()) || path.equals(main);
            if (!inside || !Files.isRegularFile(path) || Files.size(path) > LARGEST) {
                return new FileText(none, "leads out of the folder, or no file of up to 1 MiB");
            }
            byte[] octets = Files.readAllBytes(path);
            return new FileText(ByteBuffer.wrap(octets).asReadOnlyBuffer(), forbidden(octets));
        } catch (NoSuchFileException _) {
            return new FileText(none, "no such file");
        } catch (IOException unreadable) {
            return new FileText(none, unreadable.toString());
        }
    }

    private static String forbidden(byte[] octets) {
        int line = DynamicImport.line(new String(octets, StandardCharsets.UTF_8));
        return line == 0 ? "" : "line " + line + ": import() isn't available";
    }

    @Override
    public void createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
        throw new AccessDeniedException(dir.toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        throw new AccessDeniedException(path.toString());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path dir, DirectoryStream.Filter<? super Path> filter) throws IOException {
        throw new AccessDeniedException(dir.toString());
    }

    @Override
    public Path toAbsolutePath(Path path) {
        return ROOT.resolve(path);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) {
        return toAbsolutePath(path).normalize();
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
            throws IOException {
        throw new AccessDeniedException(path.toString());
    }
}
