"""Elementary functions in strict IEEE arithmetic that compilers can vectorize.

The C library's ``sin`` costs one call per lane, and its last bit differs between versions. The functions
below use additions, multiplications, divisions, square roots and *explicit* fused multiply-adds only, each
correctly rounded, so they vectorize and give the same bits on every x86-64 processor that has FMA.

Angles are measured in turns, ``u = theta / (2 pi)``: reducing an angle to ``[-1/2, 1/2]`` is then three additions.
The polynomials interpolate the exact functions at Chebyshev points (``tests/numerics/test_arithmetic.py`` holds them
against the C library's functions).
"""

import math

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from glassychains.numerics.compiled import jit

ROUND = 1.5 * 2.0**52  # adding it and taking it away again rounds to the nearest integer
LN2 = math.log(2.0)


@intrinsic
def fma(context, a, b, c):
    """``a * b + c`` with one rounding."""

    def code(context, builder, signature, args):
        return builder.fma(*args)

    return types.float64(types.float64, types.float64, types.float64), code


@intrinsic
def bits_of(context, x):
    """The 64 bits of a float as an unsigned integer."""

    def code(context, builder, signature, args):
        return builder.bitcast(args[0], ir.IntType(64))

    return types.uint64(types.float64), code


@intrinsic
def float_of(context, bits):
    """The float that has these 64 bits."""

    def code(context, builder, signature, args):
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.uint64), code


@jit
def nearest(x):
    """The integer nearest to `x`, as a float (|x| < 2**51)."""
    return (x + ROUND) - ROUND


@jit
def sin_turns(u):
    """sin(2 pi u), absolute error below 4e-15; exactly zero at every multiple of half a turn."""
    r = u - nearest(u)
    z = r * r
    p = fma(0.0026421047021664068, z, -0.025186032829809836)
    p = fma(p, z, 0.173165667802042)
    p = fma(p, z, -0.9116831470146207)
    p = fma(p, z, 3.5457381690524445)
    p = fma(p, z, -9.628238814646439)
    p = fma(p, z, 16.769405228838217)
    p = fma(p, z, -16.208961011676625)
    p = fma(p, z, 6.283185307179579)
    return (r * fma(-4.0, z, 1.0)) * p


@jit
def cos_turns(u):
    """cos(2 pi u), absolute error below 4e-15; exactly zero at every odd quarter of a turn."""
    r = u - nearest(u)
    z = r * r
    p = fma(-0.00021111279340230515, z, 0.0022467753777010366)
    p = fma(p, z, -0.01748053489990754)
    p = fma(p, z, 0.10605601579449636)
    p = fma(p, z, -0.4873424115242069)
    p = fma(p, z, 1.6211821391220107)
    p = fma(p, z, -3.6639662015717014)
    p = fma(p, z, 5.112053187805284)
    p = fma(p, z, -3.7392088021786907)
    p = fma(p, z, 1.0)
    return fma(-16.0, z, 1.0) * p


@jit
def log_normal(x):
    """ln(x) for a positive normal float, absolute error below 4e-16 (1 + |ln x|)."""
    bits = bits_of(x)
    # split x = 2**e m with m in [sqrt(1/2), sqrt(2)): shift the bits so that the exponent counts from sqrt(1/2)
    shifted = bits - types.uint64(0x3FE6A09E667F3BCD)
    biased = (shifted >> types.uint64(52)) + types.uint64(1024)
    biased = biased & types.uint64(0xFFF)
    e = float_of(biased | types.uint64(0x4330000000000000)) - (2.0**52 + 1024.0)
    m = float_of((shifted & types.uint64(0x000FFFFFFFFFFFFF)) + types.uint64(0x3FE6A09E667F3BCD))
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = fma(0.14809710360655276, z, 0.1531252814836419)
    p = fma(p, z, 0.18183631680229329)
    p = fma(p, z, 0.22222197056726048)
    p = fma(p, z, 0.2857142876064168)
    p = fma(p, z, 0.3999999999930234)
    p = fma(p, z, 0.6666666666666765)
    p = fma(p, z, 2.0)
    return fma(e, LN2, s * p)
