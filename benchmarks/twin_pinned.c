/* The kernel of pinned rings with an account of energy in C: the same operations in the same order as in glassychains.dynamics.account
   and models.oscillators, so that it must give the same bits. Layout [site, lane]; pinning u |q|^a / a, coupling v |r|^b / b. */
#include <math.h>

enum { LANES = 16 };

/* Coefficient times x^(n - 1), from the left; n is known when this is compiled. */
static inline double force(double coefficient, int n, double x)
{
    double product = coefficient;
    for (int k = 1; k < n; k++)
        product = product * x;
    return product;
}

static inline __attribute__((always_inline)) void run(int a, int b, double u, double v, double *restrict q, double *restrict p,
                                                      double *restrict pull, double *restrict carried, double dt, long steps, long n)
{
    const long last = n - LANES;
    for (long i = 0; i < n; i++)
        q[i] = fma(0.5 * dt, p[i], q[i]);
    for (long step = 0; step < steps; step++) {
        const double drift = step + 1 < steps ? dt : 0.5 * dt;
        for (long i = 0; i < last; i++)
            pull[i + LANES] = force(v, b, q[i + LANES] - q[i]);
        for (long i = 0; i < LANES; i++)
            pull[i] = pull[last + LANES + i] = force(v, b, q[i] - q[last + i]);
        for (long i = 0; i < n; i++) {
            double before = p[i], after = fma(dt, (pull[i + LANES] - pull[i]) - force(u, a, q[i]), before);
            carried[i] = fma(dt * pull[i + LANES], before + after, carried[i]);
            p[i] = after;
            q[i] = fma(drift, after, q[i]);
        }
    }
}

void advance_pinned(int a, int b, double u, double v, double *q, double *p, double *pull, double *carried, double dt, long steps,
                    long sites)
{
    const long n = sites * LANES;
    if (a == 4 && b == 2)
        run(4, 2, u, v, q, p, pull, carried, dt, steps, n);
    else if (a == 6 && b == 2)
        run(6, 2, u, v, q, p, pull, carried, dt, steps, n);
    else if (a == 6 && b == 4)
        run(6, 4, u, v, q, p, pull, carried, dt, steps, n);
}
