"""Compilation of the innermost loops of kernels that take many arrays."""

from numba.core.compiler import Compiler

from glassychains.numerics.compiled import jit


class _Apart(Compiler):
    """Tells LLVM that the arrays of a call do not overlap: with so many, checking it would keep a loop from vectorizing."""

    def define_pipelines(self):
        self.state.flags.noalias = True
        return super().define_pipelines()


apart = jit(forceinline=True, pipeline_class=_Apart)
"""As `jit`, for a function that is put into its callers and whose arrays do not overlap."""
