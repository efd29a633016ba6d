/* Chains of quartic oscillators with springs, damped at both ends, in C: the same operations in the same order as in
   glassychains.dynamics, so that they must give the same bits. Layout [site, lane]. */
#include <math.h>
#include <string.h>

enum { LANES = 16 };

static void bond_pulls(const double *restrict q, double *restrict pull, double spring, long n)
{
    const long last = n - LANES;
    for (long i = 0; i < last; i++)
        pull[i + LANES] = spring * (q[i + LANES] - q[i]);
    for (long i = 0; i < LANES; i++)
        pull[i] = pull[n + i] = 0.0;
}

static void kick_drift_carry(double *restrict q, double *restrict p, const double *restrict pull, double *restrict carried,
                             double pinning, double kick, double drift, long n)
{
    for (long i = 0; i < n; i++) {
        double x = q[i], before = p[i];
        double force = (pull[i + LANES] - pull[i]) - ((pinning * x) * x) * x;
        double after = fma(kick, force, before);
        carried[i] = fma(kick * pull[i + LANES], before + after, carried[i]);
        p[i] = after;
        q[i] = fma(drift, after, x);
    }
}

static void slow_site(double keep, double *restrict q, double *restrict p, double *restrict heat, double drift)
{
    for (long lane = 0; lane < LANES; lane++) {
        double before = p[lane], after = keep * before;
        p[lane] = after;
        q[lane] = fma(drift, after - before, q[lane]);
        heat[lane] = fma(0.5 * (after - before), after + before, heat[lane]);
    }
}

void advance_damped(double pinning, double spring, double left, double right, double *restrict heat, double *restrict q,
                    double *restrict p, double *restrict pull, double *restrict carried, double dt, long steps, long sites)
{
    const long n = sites * LANES;
    for (long i = 0; i < n; i++)
        q[i] = fma(0.5 * dt, p[i], q[i]);
    for (long step = 0; step < steps; step++) {
        const int end = step + 1 == steps;
        bond_pulls(q, pull, spring, n);
        kick_drift_carry(q, p, pull, carried, pinning, dt, end ? 0.5 * dt : dt, n);
        slow_site(left, q, p, heat, end ? 0.0 : 0.5 * dt);
        slow_site(right, q + n - LANES, p + n - LANES, heat + LANES, end ? 0.0 : 0.5 * dt);
    }
}
