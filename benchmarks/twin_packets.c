/* The exact flows in C: the same operations in the same order as in glassychains.models.spins, glassychains.models.dnls and
   glassychains.dynamics.composition, so that they must give the same bits. Layout [row, lane]. */
#include <math.h>

enum { LANES = 16 };

static inline double nearest(double x)
{
    const double round = 6755399441055744.0; /* 1.5 * 2^52 */
    return (x + round) - round;
}

/* glassychains.models.spins */

static inline double spin_sine(double z)
{
    double p = fma(-7.374387503862757e-13, z, 1.6048168318165643e-10);
    p = fma(p, z, -2.505188194671259e-08);
    p = fma(p, z, 2.7557316609073673e-06);
    p = fma(p, z, -0.00019841269824861897);
    p = fma(p, z, 0.008333333333282756);
    p = fma(p, z, -0.16666666666666072);
    return fma(p, z, 0.9999999999999999);
}

static inline double spin_cosine(double z)
{
    double p = fma(4.608977003001797e-14, z, -1.1462901901757276e-11);
    p = fma(p, z, 2.0876561839933163e-09);
    p = fma(p, z, -2.755731639102575e-07);
    p = fma(p, z, 2.4801587277414926e-05);
    p = fma(p, z, -0.001388888888877299);
    p = fma(p, z, 0.04166666666666388);
    p = fma(p, z, -0.4999999999999997);
    return fma(p, z, 1.0);
}

/* The spin of one row; each pointer is to a row of its own, and the left and the right neighbour are only read. */
static inline void turn(double J, const double *restrict hx, const double *restrict hy, const double *restrict hz,
                        double *restrict sx, double *restrict sy, double *restrict sz, double *restrict carried,
                        const double *restrict leftx, const double *restrict lefty, const double *restrict leftz,
                        const double *restrict rightx, const double *restrict righty, const double *restrict rightz, double eighth)
{
    for (long i = 0; i < LANES; i++) {
        double x = sx[i], y = sy[i], z = sz[i];
        double lx = leftx[i], ly = lefty[i], lz = leftz[i], rx = rightx[i], ry = righty[i], rz = rightz[i];
        double bx = fma(J, lx + rx, hx[i]), by = fma(J, ly + ry, hy[i]), bz = fma(J, lz + rz, hz[i]);
        double square = (eighth * eighth) * fma(bx, bx, fma(by, by, bz * bz));
        double a = spin_cosine(square), s = eighth * spin_sine(square);
        s = (a + a) * s;
        a = fma(a + a, a, -1.0);
        s = (a + a) * s;
        a = fma(a + a, a, -1.0);
        double nx = s * bx, ny = s * by, nz = s * bz;
        double two = fma(-2.0, fma(a, a, fma(nx, nx, fma(ny, ny, nz * nz))), 4.0);
        double vx = fma(ny, z, fma(-nz, y, a * x));
        double vy = fma(nz, x, fma(-nx, z, a * y));
        double vz = fma(nx, y, fma(-ny, x, a * z));
        double dx = fma(ny, vz, -(nz * vy)), dy = fma(nz, vx, -(nx * vz)), dz = fma(nx, vy, -(ny * vx));
        sx[i] = fma(two, dx, x);
        sy[i] = fma(two, dy, y);
        sz[i] = fma(two, dz, z);
        carried[i] = fma(-J * two, fma(dx, rx - lx, fma(dy, ry - ly, dz * (rz - lz))), carried[i]);
    }
}

static void turn_every_other(double J, const double *h, double *q, double *p, double *carried, double time, long first, long n)
{
    for (long i = first * LANES; i < n; i += 2 * LANES) {
        long l = (i > 0 ? i : n) - LANES, r = i < n - LANES ? i + LANES : 0;
        turn(J, h + i, h + n + i, h + 2 * n + i, q + i, q + n + i, p + i, carried + i, q + l, q + n + l, p + l, q + r, q + n + r,
             p + r, 0.125 * time);
    }
}

void advance_spins(double J, const double *h, const double *weights, long stages, double *q, double *p, double *carried, double dt,
                   long steps, long sites)
{
    const long n = sites * LANES;
    turn_every_other(J, h, q, p, carried, 0.5 * (weights[0] * dt), 0, n);
    for (long step = 0; step < steps; step++)
        for (long stage = 0; stage < stages; stage++) {
            double time = weights[stage] * dt;
            double following = stage + 1 < stages ? weights[stage + 1] * dt : step + 1 < steps ? weights[0] * dt : 0.0;
            turn_every_other(J, h, q, p, carried, time, 1, n);
            turn_every_other(J, h, q, p, carried, 0.5 * (time + following), 0, n);
        }
}

/* glassychains.models.dnls */

static inline double sin_turns(double u)
{
    double r = u - nearest(u), z = r * r;
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

static inline double sine(double z)
{
    double p = fma(-2.113362735205297e-05, z, 0.0004659870158043378);
    p = fma(p, z, -0.0073703643265304155);
    p = fma(p, z, 0.08214587881631043);
    p = fma(p, z, -0.599264528825224);
    p = fma(p, z, 2.5501640398618677);
    p = fma(p, z, -5.1677127800497855);
    return fma(p, z, 3.1415926535897927);
}

static inline double tangent(double z)
{
    double p = fma(8.872756127876064, z, -6.654567095906507);
    p = fma(p, z, 5.47615417267798);
    p = fma(p, z, -0.10397761083297419);
    p = fma(p, z, 1.5744214025116285);
    p = fma(p, z, 1.227795522309546);
    p = fma(p, z, 1.278016912357261);
    p = fma(p, z, 1.2728925202302155);
    p = fma(p, z, 1.2732589840435933);
    p = fma(p, z, 1.273260703363284);
    p = fma(p, z, 1.2734371349874996);
    p = fma(p, z, 1.2750820198386599);
    p = fma(p, z, 1.2919281950128785);
    return fma(p, z, 1.5707963267948963);
}

static void turn_sites(double U, double diagonal, const double *restrict eps, double *restrict q, double *restrict p, double per,
                       long begin, long end)
{
    for (long i = begin; i < end; i++) {
        double x = q[i], y = p[i], twice = fma(x, x, y * y); /* 2 |psi|^2 */
        double u = per * fma(U, twice, eps[i] + diagonal), r = u - nearest(u);
        double s = r * sine(r * r), t = r * tangent(r * r);
        x = fma(t, y, x);
        y = fma(-s, x, y);
        x = fma(t + t, y, x);
        y = fma(-s, x, y);
        q[i] = fma(t, y, x);
        p[i] = y;
    }
}

static void on_sites(double U, double g, const double *eps, double *q, double *p, double time, long n)
{
    const double per = time / 6.283185307179586;
    turn_sites(U, g, eps, q, p, per, 0, LANES);
    turn_sites(U, 2 * g, eps, q, p, per, LANES, n - LANES);
    turn_sites(U, g, eps, q, p, per, n - LANES, n);
}

static void hop(double g, double *restrict q, double *restrict p, double time, long first, long n)
{
    const double u = g * time / 6.283185307179586, s = sin_turns(u), t = sin_turns(0.5 * u) / cos_turns(0.5 * u);
    for (long row = first * LANES; row < n - LANES; row += 2 * LANES)
        for (long i = row; i < row + LANES; i++) {
            long j = i + LANES;
            double x = fma(-t, p[j], q[i]), y = fma(-t, p[i], q[j]);
            double px = fma(s, y, p[i]), py = fma(s, x, p[j]);
            q[i] = fma(-t, py, x);
            q[j] = fma(-t, px, y);
            p[i] = px;
            p[j] = py;
        }
}

void advance_dnls(double U, double g, const double *eps, const double *weights, long stages, double *q, double *p, double dt, long steps,
                  long sites)
{
    const long n = sites * LANES;
    on_sites(U, g, eps, q, p, 0.5 * (weights[0] * dt), n);
    for (long step = 0; step < steps; step++)
        for (long stage = 0; stage < stages; stage++) {
            double time = weights[stage] * dt;
            double following = stage + 1 < stages ? weights[stage + 1] * dt : step + 1 < steps ? weights[0] * dt : 0.0;
            hop(g, q, p, 0.5 * time, 0, n);
            hop(g, q, p, time, 1, n);
            hop(g, q, p, 0.5 * time, 0, n);
            on_sites(U, g, eps, q, p, 0.5 * (time + following), n);
        }
}

/* The ring, with what goes over each bond */

static void hop_carry(double U, double g, const double *restrict eps, double *restrict q, double *restrict p, double *restrict energy,
                      double *restrict norm, double s, double t, long left, long right)
{
    for (long lane = 0; lane < LANES; lane++) {
        long i = left + lane, j = right + lane;
        double a = q[i], b = p[i], c = q[j], d = p[j], here = fma(a, a, b * b), there = fma(c, c, d * d);
        double x = fma(-t, d, a), y = fma(-t, b, c), px = fma(s, y, b), py = fma(s, x, d);
        a = fma(-t, py, x);
        c = fma(-t, px, y);
        double moved = 0.25 * ((fma(c, c, py * py) - there) - (fma(a, a, px * px) - here));
        q[i] = a;
        q[j] = c;
        p[i] = px;
        p[j] = py;
        norm[i] += moved;
        energy[i] = fma(fma(0.5, fma(U, here + there, eps[i] + eps[j]), g + g), moved, energy[i]);
    }
}

static void ring_hop(double U, double g, const double *eps, double *restrict q, double *restrict p, double *restrict energy,
                     double *restrict norm, double time, long first, long n)
{
    const double u = g * time / 6.283185307179586, s = sin_turns(u), t = sin_turns(0.5 * u) / cos_turns(0.5 * u);
    const double rate = -0.25 * g * g * time, quarter = 0.25 * g;
    if (first)
        for (long row = 0; row < n; row += 2 * LANES) {
            long left = (row ? row : n) - LANES, beyond = row + 2 * LANES < n ? row + 2 * LANES : 0;
            for (long lane = 0; lane < LANES; lane++) {
                long h = left + lane, i = row + lane, j = row + LANES + lane, k = beyond + lane;
                double passing = rate * (fma(q[i], p[k], -(p[i] * q[k])) + fma(q[h], p[j], -(p[h] * q[j])));
                double before = quarter * fma(q[i], q[j], p[i] * p[j]);
                energy[h] += passing + before;
                energy[i] += passing + passing;
                energy[j] += passing - before;
            }
        }
    for (long row = first * LANES; row < n; row += 2 * LANES)
        hop_carry(U, g, eps, q, p, energy, norm, s, t, row, row + LANES < n ? row + LANES : 0);
    if (first)
        for (long row = 0; row < n; row += 2 * LANES) {
            long left = (row ? row : n) - LANES;
            for (long lane = 0; lane < LANES; lane++) {
                double after = quarter * fma(q[row + lane], q[row + LANES + lane], p[row + lane] * p[row + LANES + lane]);
                energy[left + lane] -= after;
                energy[row + LANES + lane] += after;
            }
        }
}

void advance_ring(double U, double g, const double *eps, const double *weights, long stages, double *q, double *p, double *energy,
                  double *norm, double dt, long steps, long sites)
{
    const long n = sites * LANES;
    const double turn = 6.283185307179586;
    turn_sites(U, 2 * g, eps, q, p, 0.5 * (weights[0] * dt) / turn, 0, n);
    for (long step = 0; step < steps; step++)
        for (long stage = 0; stage < stages; stage++) {
            double time = weights[stage] * dt;
            double following = stage + 1 < stages ? weights[stage + 1] * dt : step + 1 < steps ? weights[0] * dt : 0.0;
            ring_hop(U, g, eps, q, p, energy, norm, 0.5 * time, 0, n);
            ring_hop(U, g, eps, q, p, energy, norm, time, 1, n);
            ring_hop(U, g, eps, q, p, energy, norm, 0.5 * time, 0, n);
            turn_sites(U, 2 * g, eps, q, p, 0.5 * (time + following) / turn, 0, n);
        }
}

/* glassychains.dynamics.splitting for the chain of eq. (15): U' = u_2 q + g q^3, V' = spring r, free ends */

void advance_oscillators(const double *restrict pinning, double g, double spring, const double *drifts, const double *kicks, long stages,
                         double *restrict q, double *restrict p, double dt, long steps, long sites)
{
    enum { BLOCK = 32 };
    static double pull[(BLOCK + 1) * LANES] __attribute__((aligned(64)));
    const long n = sites * LANES, last = n - LANES;
    for (long i = 0; i < n; i++)
        q[i] = fma(drifts[0] * dt, p[i], q[i]);
    for (long step = 0; step < steps; step++)
        for (long stage = 0; stage < stages; stage++) {
            double kick = kicks[stage] * dt, drift = drifts[stage + 1] * dt;
            double next = (stage + 1 == stages && step + 1 < steps ? drifts[0] : 0.0) * dt;
            for (long lane = 0; lane < LANES; lane++)
                pull[lane] = 0.0;
            for (long begin = 0; begin < n; begin += BLOCK * LANES) {
                long count = BLOCK * LANES < n - begin ? BLOCK * LANES : n - begin;
                long bonds = count < last - begin ? count : last - begin;
                for (long j = 0; j < bonds; j++)
                    pull[LANES + j] = spring * (q[begin + j + LANES] - q[begin + j]);
                if (begin + count > last)
                    for (long lane = 0; lane < LANES; lane++)
                        pull[count + lane] = 0.0;
                for (long j = 0; j < count; j++) {
                    long i = begin + j;
                    double own = fma(g * q[i], q[i], pinning[i]) * q[i];
                    double velocity = fma(kick, (pull[LANES + j] - pull[j]) - own, p[i]);
                    p[i] = velocity;
                    q[i] = fma(next, velocity, fma(drift, velocity, q[i]));
                }
                for (long lane = 0; lane < LANES; lane++)
                    pull[lane] = pull[count + lane];
            }
        }
}
