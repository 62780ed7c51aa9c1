package dev.assay.agent;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The process's environment as native libraries see it; Java's own view is a copy. */
final class NativeEnvironment {

  private static final FunctionDescriptor SETENV =
      FunctionDescriptor.of(
          ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

  private NativeEnvironment() {}

  /** Sets a variable unless the user has; does nothing on a system without {@code setenv}. */
  static void setDefault(String name, String value) {
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("setenv")
        .ifPresent(
            address -> {
              MethodHandle setenv = linker.downcallHandle(address, SETENV);
              try (Arena arena = Arena.ofConfined()) {
                int overwrite = 0;
                int failed =
                    (int)
                        setenv.invokeExact(
                            arena.allocateFrom(name), arena.allocateFrom(value), overwrite);
                if (failed != 0) {
                  throw new IllegalStateException("setenv refused " + name + "=" + value);
                }
              } catch (RuntimeException | Error e) {
                throw e;
              } catch (Throwable e) {
                throw new IllegalStateException("setenv cannot be called", e);
              }
            });
  }
}
