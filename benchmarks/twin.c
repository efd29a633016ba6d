/* The rotor chain's kernels in C: the same operations in the same order as in glassychains.dynamics, so that they must give the
   same bits. Layout [site, lane], angles in turns; see glassychains.arithmetic for the polynomials. */
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { LANES = 16, AHEAD = 32 };

static inline double sin_turns(double u)
{
    const double round = 6755399441055744.0; /* 1.5 * 2^52 */
    double r = u - ((u + round) - round), z = r * r;
    double p = fma(0.0026421047021664068, z, -0.025186032829809836);
    p = fma(p, z, 0.173165667802042);
    p = fma(p, z, -0.9116831470146207);
    p = fma(p, z, 3.5457381690524445);
    p = fma(p, z, -9.628238814646439);
    p = fma(p, z, 16.769405228838217);
    p = fma(p, z, -16.208961011676625);
    p = fma(p, z, 6.283185307179579);
    return (r * fma(-4.0, z, 1.0)) * p;
}

static void kick_drift(double *restrict q, double *restrict p, const double *restrict pull, double kick, double drift, long n)
{
    for (long i = 0; i < n; i++) {
        double velocity = fma(kick, pull[i + LANES] - pull[i], p[i]);
        p[i] = velocity;
        q[i] = fma(drift, velocity, q[i]);
    }
}

static void bond_pulls(double g, const double *restrict q, double *restrict pull, long n, int periodic)
{
    const long last = n - LANES;
    for (long i = 0; i < last; i++)
        pull[i + LANES] = g * sin_turns(q[i + LANES] - q[i]);
    for (long i = 0; i < LANES; i++) {
        double closing = periodic ? g * sin_turns(q[i] - q[last + i]) : 0.0;
        pull[i] = closing;
        pull[last + LANES + i] = closing;
    }
}

void advance(double g, double *restrict q, double *restrict p, double *restrict pull, double dt, long steps, long sites)
{
    const long n = sites * LANES;
    const double drift = dt * (1 / 6.283185307179586);
    for (long i = 0; i < n; i++)
        q[i] = fma(0.5 * drift, p[i], q[i]);
    for (long step = 0; step < steps; step++) {
        bond_pulls(g, q, pull, n, 1);
        kick_drift(q, p, pull, dt, step + 1 < steps ? drift : 0.5 * drift, n);
    }
}

/* glassychains.dynamics.transport: the account of energy across bonds, and what disturbs a chain between steps */

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint64_t to_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof x);
    return bits;
}

static inline double nearest(double x)
{
    const double round = 6755399441055744.0;
    return (x + round) - round;
}

static inline double cos_turns(double u)
{
    double r = u - nearest(u), z = r * r;
    double p = fma(-0.00021111279340230515, z, 0.0022467753777010366);
    p = fma(p, z, -0.01748053489990754);
    p = fma(p, z, 0.10605601579449636);
    p = fma(p, z, -0.4873424115242069);
    p = fma(p, z, 1.6211821391220107);
    p = fma(p, z, -3.6639662015717014);
    p = fma(p, z, 5.112053187805284);
    p = fma(p, z, -3.7392088021786907);
    p = fma(p, z, 1.0);
    return fma(-16.0, z, 1.0) * p;
}

static inline double log_normal(double x)
{
    uint64_t shifted = to_bits(x) - 0x3FE6A09E667F3BCDu;
    uint64_t biased = ((shifted >> 52) + 1024) & 0xFFF;
    double e = from_bits(biased | 0x4330000000000000u) - (4503599627370496.0 + 1024.0);
    double m = from_bits((shifted & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu);
    double s = (m - 1.0) / (m + 1.0), z = s * s;
    double p = fma(0.14809710360655276, z, 0.1531252814836419);
    p = fma(p, z, 0.18183631680229329);
    p = fma(p, z, 0.22222197056726048);
    p = fma(p, z, 0.2857142876064168);
    p = fma(p, z, 0.3999999999930234);
    p = fma(p, z, 0.6666666666666765);
    p = fma(p, z, 2.0);
    return fma(e, 0.6931471805599453, s * p);
}

static inline uint64_t next_word(uint64_t *restrict stream, long lane)
{
    uint64_t s0 = stream[lane], s1 = stream[LANES + lane], s2 = stream[2 * LANES + lane], s3 = stream[3 * LANES + lane];
    uint64_t total = s0 + s3, word = ((total << 23) | (total >> 41)) + s0, shifted = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    stream[lane] = s0;
    stream[LANES + lane] = s1;
    stream[2 * LANES + lane] = s2 ^ shifted;
    stream[3 * LANES + lane] = (s3 << 45) | (s3 >> 19);
    return word;
}

static inline double uniform(uint64_t word)
{
    return 2.0 - from_bits((word >> 12) | 0x3FF0000000000000u);
}

static void fill_normal(uint64_t *restrict stream, uint64_t *restrict words, double *restrict normal, long size)
{
    for (long row = 0; row < size / LANES; row++)
        for (long lane = 0; lane < LANES; lane++)
            words[row * LANES + lane] = next_word(stream, lane);
    const long half = size / 2;
    for (long i = 0; i < half; i++) {
        double turn = from_bits((words[half + i] >> 12) | 0x3FF0000000000000u) - 1.0;
        double radius = sqrt(-2.0 * log_normal(uniform(words[i])));
        normal[i] = radius * cos_turns(turn);
        normal[half + i] = radius * sin_turns(turn);
    }
}

static void kick_drift_carry(double *restrict q, double *restrict p, const double *restrict pull, double *restrict carried,
                             double kick, double drift, long n)
{
    for (long i = 0; i < n; i++) {
        double before = p[i], after = fma(kick, pull[i + LANES] - pull[i], before);
        carried[i] = fma(kick * pull[i + LANES], before + after, carried[i]);
        p[i] = after;
        q[i] = fma(drift, after, q[i]);
    }
}

void advance_flips(double g, double *restrict q, double *restrict p, double *restrict pull, double *restrict carried, double passed,
                   double *restrict wait, uint64_t *restrict stream, double dt, long steps, long sites)
{
    const long n = sites * LANES;
    const double drift = dt * (1 / 6.283185307179586);
    for (long i = 0; i < n; i++)
        q[i] = fma(0.5 * drift, p[i], q[i]);
    for (long step = 0; step < steps; step++) {
        int last = step + 1 == steps, due = 0;
        double done = last ? 0.0 : 0.5 * drift;
        bond_pulls(g, q, pull, n, 1);
        kick_drift_carry(q, p, pull, carried, dt, last ? 0.5 * drift : drift, n);
        for (long lane = 0; lane < LANES; lane++) {
            wait[lane] -= passed;
            due |= wait[lane] < 0.0;
        }
        for (long lane = 0; due && lane < LANES; lane++)
            while (wait[lane] < 0.0) {
                long i = (long)((1.0 - uniform(next_word(stream, lane))) * sites) * LANES + lane;
                q[i] = fma(-2.0 * done, p[i], q[i]);
                p[i] = -p[i];
                wait[lane] -= log_normal(uniform(next_word(stream, lane)));
            }
    }
}

void advance_baths(double g, double *restrict q, double *restrict p, double *restrict pull, double *restrict carried, double keep,
                   const double *restrict noise, double *restrict heat, uint64_t *restrict stream, uint64_t *restrict words,
                   double *restrict impulse, int64_t *restrict drawn, long contact, double dt, long steps, long sites)
{
    const long n = sites * LANES, half = contact * LANES;
    const double drift = dt * (1 / 6.283185307179586);
    for (long i = 0; i < n; i++)
        q[i] = fma(0.5 * drift, p[i], q[i]);
    for (long step = 0; step < steps; step++) {
        int last = step + 1 == steps;
        double done = last ? 0.0 : 0.5 * drift;
        bond_pulls(g, q, pull, n, 0);
        kick_drift_carry(q, p, pull, carried, dt, last ? 0.5 * drift : drift, n);
        if (*drawn == AHEAD) {
            fill_normal(stream, words, impulse, 2 * AHEAD * half);
            for (long row = 0; row < 2 * AHEAD; row++)
                for (long j = row * half; j < (row + 1) * half; j++)
                    impulse[j] *= noise[row % 2];
            *drawn = 0;
        }
        for (long side = 0; side < 2; side++) {
            double *restrict at = p + (side ? n - half : 0), *restrict where = q + (side ? n - half : 0);
            for (long j = 0; j < half; j++) {
                double before = at[j], after = fma(keep, before, impulse[(2 * *drawn + side) * half + j]);
                at[j] = after;
                where[j] = fma(done, after - before, where[j]);
                heat[side * half + j] += 0.5 * (after - before) * (after + before);
            }
        }
        *drawn += 1;
    }
}

/* glassychains.dynamics.tangent: the state and its tangent vectors, each of which begins where the last one ends */

static inline void move(double *restrict q, double *restrict p, long i, double force, double kick, double drift)
{
    double velocity = fma(kick, force, p[i]);
    p[i] = velocity;
    q[i] = fma(drift, velocity, q[i]);
}

static void sweep(double g, double *restrict q, double *restrict p, double *restrict dq, double *restrict dp, double *restrict bond,
                  double kick, double drift, double time, long n)
{
    const long last = n - LANES;
    double end[LANES], tense_end[LANES], left[LANES], tense_left[LANES];
    for (long l = 0; l < LANES; l++) {
        double stretch = q[l] - q[last + l], stiffness = g * cos_turns(stretch);
        left[l] = end[l] = g * sin_turns(stretch);
        tense_left[l] = tense_end[l] = stiffness * (dq[l] - dq[last + l]);
        bond[l] = stiffness;
    }
    for (long x = 0; x < last; x += LANES)
        for (long l = 0; l < LANES; l++) {
            long i = x + l;
            double stretch = q[i + LANES] - q[i], right = g * sin_turns(stretch), stiffness = g * cos_turns(stretch);
            double tense = stiffness * (dq[i + LANES] - dq[i]), force = right - left[l], change = tense - tense_left[l];
            bond[i + LANES] = stiffness;
            left[l] = right;
            tense_left[l] = tense;
            move(q, p, i, force, kick, drift);
            move(dq, dp, i, change, kick, time);
        }
    for (long l = 0; l < LANES; l++) {
        move(q, p, last + l, end[l] - left[l], kick, drift);
        move(dq, dp, last + l, tense_end[l] - tense_left[l], kick, time);
    }
}

static void sweep_further(double *restrict dq, double *restrict dp, const double *restrict bond, double kick, double time, long n)
{
    const long last = n - LANES;
    double end[LANES], left[LANES];
    for (long l = 0; l < LANES; l++)
        left[l] = end[l] = bond[l] * (dq[l] - dq[last + l]);
    for (long x = 0; x < last; x += LANES)
        for (long l = 0; l < LANES; l++) {
            long i = x + l;
            double tense = bond[i + LANES] * (dq[i + LANES] - dq[i]), change = tense - left[l];
            left[l] = tense;
            move(dq, dp, i, change, kick, time);
        }
    for (long l = 0; l < LANES; l++)
        move(dq, dp, last + l, end[l] - left[l], kick, time);
}

void advance_tangent(double g, double *restrict q, double *restrict p, double *restrict vectors, double *restrict bond, long count,
                     double dt, long steps, long sites)
{
    const long n = sites * LANES;
    const double drift = dt * (1 / 6.283185307179586);
    for (long i = 0; i < n; i++)
        q[i] = fma(0.5 * drift, p[i], q[i]);
    for (long k = 0; k < count; k++)
        for (long i = 0; i < n; i++)
            vectors[2 * k * n + i] = fma(0.5 * dt, vectors[(2 * k + 1) * n + i], vectors[2 * k * n + i]);
    for (long step = 0; step < steps; step++) {
        double part = step + 1 < steps ? 1.0 : 0.5;
        sweep(g, q, p, vectors, vectors + n, bond, dt, part * drift, part * dt, n);
        for (long k = 1; k < count; k++)
            sweep_further(vectors + 2 * k * n, vectors + (2 * k + 1) * n, bond, dt, part * dt, n);
    }
}
