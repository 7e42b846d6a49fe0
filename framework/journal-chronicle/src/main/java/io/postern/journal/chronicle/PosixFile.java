// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * A file by the C library's own calls. Java has no posix_fallocate, and its FileChannel closes
 * itself when the thread is interrupted: the descriptor that saw the write errors would be gone.
 */
@SuppressWarnings("IllegalCatch") // a method handle throws Throwable; see known()
final class PosixFile implements SegmentFile {
    private static final int READ_WRITE_CLOSE_ON_EXEC = 0x80002; // Linux, x86-64 and AArch64
    private static final int EINTR = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN =
            withErrno(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle SYNC =
            withErrno(
                    "fdatasync", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            withErrno("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle ALLOCATE =
            withErrno(
                    "posix_fallocate",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG));

    private final Path path;
    private final int descriptor;
    private boolean open = true;

    PosixFile(Path path) throws IOException {
        this.path = path;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment name = arena.allocateFrom(path.toString());
            this.descriptor = (int) OPEN.invokeExact(state, name, READ_WRITE_CLOSE_ON_EXEC);
            require(descriptor >= 0, "opening", errno(state));
        } catch (Throwable failed) {
            throw known(failed);
        }
    }

    @SuppressWarnings("restricted") // needs --enable-native-access, which we start with
    private static MethodHandle withErrno(String function, FunctionDescriptor descriptor) {
        MemorySegment address = LINKER.defaultLookup().find(function).orElseThrow();
        return LINKER.downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"));
    }

    @Override
    public void allocate(long offset, long length) throws IOException {
        int error = EINTR;
        while (error == EINTR) {
            error = allocateOnce(offset, length);
        }
        require(error == 0, "allocating " + length + " octets of", error);
    }

    private int allocateOnce(long offset, long length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return (int) ALLOCATE.invokeExact(arena.allocate(STATE), descriptor, offset, length);
        } catch (Throwable failed) {
            throw known(failed);
        }
    }

    /** Never called again after an error: the kernel has dropped what it could not write. */
    @Override
    public void sync() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) SYNC.invokeExact(state, descriptor);
            require(result == 0, "syncing", errno(state));
        } catch (Throwable failed) {
            throw known(failed);
        }
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
        } catch (Throwable failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private void require(boolean fine, String what, int error) throws IOException {
        if (!fine) {
            throw new IOException("%s %s: %s".formatted(what, path, name(error)));
        }
    }

    private static String name(int error) {
        return switch (error) {
            case 2 -> "no such file";
            case 5 -> "input/output error";
            case 13 -> "permission denied";
            case 24 -> "too many open files";
            case 27 -> "file too large";
            case 28 -> "no space left on device";
            case 30 -> "read-only file system";
            case 122 -> "disk quota exceeded";
            default -> "error " + error;
        };
    }

    /** A method handle throws Throwable; ours throw what stands here. */
    private static IOException known(Throwable failed) {
        return switch (failed) {
            case IOException io -> io;
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            default -> new IOException(failed);
        };
    }
}
