/* The rotor chain's Stoermer-Verlet kernel in C: the same operations in the same order as glassychains.dynamics.verlet.advance,
   so that it must give the same bits. Layout [site, lane], angles in turns; see glassychains.arithmetic for the polynomial. */
#include <math.h>

enum { LANES = 16 };

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

void advance(double g, double *restrict q, double *restrict p, double *restrict pull, double dt, long steps, long sites)
{
    const long n = sites * LANES, last = n - LANES;
    const double drift = dt * (1 / 6.283185307179586);
    for (long i = 0; i < n; i++)
        q[i] = fma(0.5 * drift, p[i], q[i]);
    for (long step = 0; step < steps; step++) {
        for (long i = 0; i < last; i++)
            pull[i + LANES] = g * sin_turns(q[i + LANES] - q[i]);
        for (long i = 0; i < LANES; i++) {
            double closing = g * sin_turns(q[i] - q[last + i]);
            pull[i] = closing;
            pull[last + LANES + i] = closing;
        }
        kick_drift(q, p, pull, dt, step + 1 < steps ? drift : 0.5 * drift, n);
    }
}
