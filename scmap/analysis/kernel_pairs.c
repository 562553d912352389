/* Shared ground of pairs of footprints without building its geometry: its area and the length of
   its border. Compiled twice, for processors with wide instructions (AVX2) and for all.

   Every footprint is a set of closed rings whose interior lies to the right of each edge: exteriors
   run clockwise, holes counter-clockwise. An edge that runs east has its interior below (sign +1),
   one that runs west has it above (sign -1), so a point (x, y) lies inside just as often as

       inside(x, y) = sum over the edges e above the point of sign(e),

   and the ground that A and B share is, with any origin of y (the signs along a vertical line add
   up to 0, so the origin drops out of the sum),

       area(A and B) = sum over edges a of A, b of B of
                       sign(a) sign(b) * integral of min(y_a(x), y_b(x)) dx over their common x.

   This is the trapezoid rule for the area of a polygon, taken for a product of two polygons. There
   are no predicates in it: crossing, touching and shared borders, holes, parts and slivers are one
   case, and a small error of a coordinate makes a small error of the area. As min() is y_a where a
   is the lower one and y_b where b is, the sum falls into what the edges of A have under them as
   far as B lies above them, and what those of B have as far as A does:

       area = sum over a of sign(a) * integral of y_a(x) * inside_B(x, y_a(x)) dx  + the same for b.

   Most pairs of edges are never looked at. Edges hang together in leaves of four. Where the box of
   a leaf touches no box of the other footprint, inside_B is one number all along it, and so for
   the leaves that follow it: the leaf counts whole, with what is known beforehand. That number
   comes from the boxes: a leaf of B that lies above counts, with its sign, if one end is east of
   the point and the other is not. Where a leaf touches others, those that are strictly above count
   from end to end, and edges are compared one by one only with the leaves that it touches.

   Nothing but the area rests on which boxes touch, so the boxes may be rounded, outwards. */

#include "kernel.h"

#include <math.h>

#ifdef WIDE
#define NAME(what) what##_wide
#else
#define NAME(what) what##_narrow
#endif
#ifdef __SSE__
#include <immintrin.h>
#endif

typedef double Lanes __attribute__((ext_vector_type(LEAF)));
typedef double AnyLanes __attribute__((ext_vector_type(LEAF), aligned(8)));
typedef int64_t Which __attribute__((ext_vector_type(LEAF)));
typedef float Boxes __attribute__((ext_vector_type(GROUP)));
typedef float AnyBoxes __attribute__((ext_vector_type(GROUP), aligned(4)));
typedef int32_t Hits __attribute__((ext_vector_type(GROUP)));

#define INLINE static inline __attribute__((always_inline))

enum { AREA, BORDER };

/* Nearer than this, in metres, two edges count as one where they run along each other. */
static const double SAME = 1e-6;

typedef struct {
    const Forest *forest;
    double origin; /* y is measured from here: close by, so that no digits are lost */
} Scene;

INLINE double most(double a, double b) { return a > b ? a : b; }
INLINE double least(double a, double b) { return a < b ? a : b; }
INLINE Lanes lower(Lanes a, Lanes b) { return a < b ? a : b; }
INLINE Lanes upper(Lanes a, Lanes b) { return a > b ? a : b; }
INLINE Lanes lanes(const double *at) { return *(const AnyLanes *)at; }
INLINE Lanes all(double value) { return (Lanes)value; }
INLINE Boxes boxes(const float *at) { return *(const AnyBoxes *)at; }
INLINE double total(Lanes v) { return (v[0] + v[1]) + (v[2] + v[3]); }

/* One bit for each leaf of a group. */
INLINE unsigned bits(Hits hits)
{
#if defined(__AVX__)
    return (unsigned)_mm256_movemask_ps((__m256)hits);
#elif defined(__SSE__)
    return (unsigned)(_mm_movemask_ps((__m128)hits.lo) | _mm_movemask_ps((__m128)hits.hi) << 4);
#else
    unsigned set = 0;
    for (int k = 0; k < GROUP; k++)
        set |= (unsigned)(hits[k] & 1) << k;
    return set;
#endif
}

/* What a leaf has west of x = east: the signed area under its edges, or their length. A vertical
   edge counts on the side on which its interior lies: north-bound ones have it to the east. */
INLINE double upto(const Scene *s, int32_t first, double east, int what)
{
    const double *px = s->forest->x + first, *py = s->forest->y + first;
    Lanes x = lanes(px), next = lanes(px + 1), y = lanes(py);
    Lanes slope = lanes(s->forest->slope + first);
    Lanes left = lower(x, next), right = upper(x, next);
    Lanes width = upper(lower(all(east), right) - left, all(0));
    if (what == AREA) {
        Lanes middle = y - s->origin + slope * (left + 0.5 * width - x);
        return total(width * (next > x ? middle : -middle));
    }
    double length = 0;
    for (int k = 0; k < LEAF; k++) {
        double rise = py[k + 1] - py[k];
        if (right[k] - left[k] > STEEP)
            length += width[k] * sqrt(1 + slope[k] * slope[k]);
        else if (rise > 0 ? x[k] < east : x[k] <= east)
            length += fabs(rise);
    }
    return length;
}

/* What two leaves add to the area, edge by edge. The two edges are d(x) = y_a - y_b apart, from
   `low` to `high` over their common x, and the mean of min(y_a, y_b) is the mean of y_b plus that
   of min(d, 0): (low + high) / 2 where d < 0 throughout, -low^2 / (high - low) / 2 where they
   cross. */
INLINE double crossed(const Scene *s, int32_t a, int32_t b)
{
    const Forest *f = s->forest;
    const double *ax = f->x + a, *ay = f->y + a, *a_slope = f->slope + a;
    Lanes x = lanes(f->x + b), next = lanes(f->x + b + 1), y = lanes(f->y + b) - s->origin;
    Lanes slope = lanes(f->slope + b), left = lower(x, next), right = upper(x, next), sum = 0;
    for (int i = 0; i < LEAF; i++) {
        Lanes l = upper(all(least(ax[i], ax[i + 1])), left);
        Lanes r = lower(all(most(ax[i], ax[i + 1])), right);
        Lanes b_l = y + slope * (l - x), b_r = y + slope * (r - x);
        Lanes d_l = ay[i] - s->origin + a_slope[i] * (l - ax[i]) - b_l;
        Lanes d_r = ay[i] - s->origin + a_slope[i] * (r - ax[i]) - b_r;
        Lanes low = lower(d_l, d_r), high = upper(d_l, d_r), dip = lower(low, all(0));
        /* the tiny number keeps 0 / 0 out; it is below the rounding of any other quotient */
        Lanes under = high <= all(0) ? low + high : -dip * dip / (high - low + 1e-300);
        Lanes term = upper(r - l, all(0)) * (b_l + b_r + under);
        sum += ax[i + 1] > ax[i] ? term : -term;
    }
    return total(next > x ? 0.5 * sum : -0.5 * sum);
}

/* An edge for the border: its west end, its east end, and whether it is vertical. */
typedef struct {
    double x, y, slope, left, right, rise, sign, stretch;
} Edge;

INLINE Edge edge(const Forest *f, int32_t at)
{
    double run = f->x[at + 1] - f->x[at], slope = f->slope[at];
    double sign = run > STEEP ? 1 : run < -STEEP ? -1 : 0;
    return (Edge){f->x[at], f->y[at], slope, least(f->x[at], f->x[at + 1]),
                  most(f->x[at], f->x[at + 1]), f->y[at + 1] - f->y[at], sign,
                  sqrt(1 + slope * slope)};
}

/* How much of a vertical edge lies under another edge, with the sign of that one. */
INLINE double upright(const Edge *a, const Edge *b)
{
    int is_over = a->rise > 0 ? b->left <= a->x && a->x < b->right
                              : b->left < a->x && a->x <= b->right;
    double bottom = least(a->y, a->y + a->rise), height = fabs(a->rise);
    double b_y = b->y + b->slope * (a->x - b->x);
    return is_over ? b->sign * least(most(b_y - bottom, 0), height) : 0;
}

/* What two edges add to the length of the border: that of each as far as it lies under the other,
   with the other's sign. Where they run along each other, their interiors on one side, the border
   is there once; where on either side, it is none. */
INLINE double along(const Edge *a, const Edge *b)
{
    if (a->sign == 0 && b->sign == 0) {
        int is_one = a->x == b->x && (a->rise > 0) == (b->rise > 0);
        double bottom = most(least(a->y, a->y + a->rise), least(b->y, b->y + b->rise));
        double top = least(most(a->y, a->y + a->rise), most(b->y, b->y + b->rise));
        return is_one ? -most(top - bottom, 0) : 0;
    }
    if (a->sign == 0)
        return upright(a, b);
    if (b->sign == 0)
        return upright(b, a);
    double l = most(a->left, b->left), r = least(a->right, b->right);
    if (r <= l)
        return 0;
    double d_l = a->y + a->slope * (l - a->x) - (b->y + b->slope * (l - b->x));
    double d_r = a->y + a->slope * (r - a->x) - (b->y + b->slope * (r - b->x));
    double low = least(d_l, d_r), high = most(d_l, d_r), share; /* of the stretch where a is lower */
    if (most(high, -low) <= SAME)
        share = a->sign > 0;
    else
        share = high <= 0 ? 1 : low >= 0 ? 0 : -low / (high - low);
    return (r - l) * (share * b->sign * a->stretch + (1 - share) * a->sign * b->stretch);
}

/* What two leaves add to the length of the border. */
INLINE double bordered(const Scene *s, int32_t a, int32_t b)
{
    double sum = 0;
    for (int i = 0; i < LEAF; i++) {
        const Edge one = edge(s->forest, a + i);
        for (int k = 0; k < LEAF; k++) {
            const Edge other = edge(s->forest, b + k);
            sum += along(&one, &other);
        }
    }
    return sum;
}

/* The groups that may count: those that are neither beside the other tree nor below it. */
INLINE int near(const Forest *f, const Tree *tree, const Tree *other, Kept *kept)
{
    int number = 0;
    const Group *group = f->groups + tree->group;
    for (int32_t k = 0; k < tree->groups; k++, group++) {
        kept[number] = (Kept){group, 0, 0, 0};
        number += (group->west <= other->xmax) & (group->east >= other->xmin) &
                  (group->north >= other->ymin);
    }
    return number;
}

/* Those of them that are neither beside a group of the other tree nor below it. */
INLINE int nearer(Kept *others, int number, const Group *group)
{
    int few = 0;
    for (int j = 0; j < number; j++) {
        const Group *other = others[j].group;
        others[few].few = j;
        few += (other->west <= group->east) & (other->east >= group->west) &
               (other->north >= group->south);
    }
    return few;
}

/* A leaf, its box eight times over. */
typedef struct {
    Boxes xmin, ymin, xmax, ymax;
} Box;

INLINE unsigned touching(const Group *group, const Box *leaf)
{
    return bits((boxes(group->xmin) <= leaf->xmax) & (boxes(group->xmax) >= leaf->xmin) &
                (boxes(group->ymin) <= leaf->ymax) & (boxes(group->ymax) >= leaf->ymin));
}

/* Find the leaves that a leaf touches, and mark them; tell whether there is any. */
INLINE int mark(Kept *others, int number, const Box *leaf)
{
    unsigned any = 0;
    for (int j = 0; j < number; j++) {
        Kept *other = others + others[j].few;
        other->now = touching(other->group, leaf);
        other->ever |= other->now;
        any |= other->now;
    }
    return any != 0;
}

/* How often a leaf that touches nothing lies inside the other tree. */
INLINE int inside(const Kept *others, int number, const Box *leaf, float x)
{
    int often = 0;
    for (int j = 0; j < number; j++) {
        const Group *group = others[others[j].few].group;
        Hits above = boxes(group->ymin) > leaf->ymax;
        often += __builtin_popcount(bits(above & (boxes(group->stop) > x)));
        often -= __builtin_popcount(bits(above & (boxes(group->start) > x)));
    }
    return often;
}

/* What a leaf has under the leaves of a group that are above it, but for `whole` times all of it. */
INLINE double partly(const Scene *s, int32_t first, const Group *group, const Box *leaf, int *whole,
                     int what)
{
    Hits above = boxes(group->ymin) > leaf->ymax;
    Boxes start = boxes(group->start), stop = boxes(group->stop);
    Hits starts_east = start > leaf->xmax, stops_east = stop > leaf->xmax;
    *whole += __builtin_popcount(bits(above & stops_east));
    *whole -= __builtin_popcount(bits(above & starts_east));
    unsigned stops = bits(above & ~stops_east & (stop >= leaf->xmin));
    unsigned starts = bits(above & ~starts_east & (start >= leaf->xmin));
    unsigned meet = stops & starts >> 1 & (unsigned)group->joined; /* one goes on where one ends */
    double sum = 0;
    for (stops &= ~meet; stops; stops &= stops - 1)
        sum += upto(s, first, s->forest->x[group->first[__builtin_ctz(stops)] + LEAF], what);
    for (starts &= ~(meet << 1); starts; starts &= starts - 1)
        sum -= upto(s, first, s->forest->x[group->first[__builtin_ctz(starts)]], what);
    return sum;
}

/* What a leaf that touches others adds: with those above it, and with those it touches now. */
INLINE double entangled(const Scene *s, int32_t first, const Kept *others, int number,
                        const Box *leaf, int *whole, int what)
{
    double sum = 0;
    for (int j = 0; j < number; j++) {
        const Kept *other = others + others[j].few;
        const Group *group = other->group;
        sum += partly(s, first, group, leaf, whole, what);
        for (unsigned hit = other->now; hit; hit &= hit - 1) {
            int32_t second = group->first[__builtin_ctz(hit)];
            sum += what == AREA ? crossed(s, first, second) : bordered(s, first, second);
        }
    }
    return sum;
}

/* What the leaves of one tree add: those of the first tree look for what they touch, and measure
   it; those of the second have been marked by them. */
INLINE double side(const Scene *s, const Tree *tree, const Kept *own, int owned, const Tree *other,
                   Kept *others, int number, int is_first, int what)
{
    const Box whole = {other->xmin, other->ymin, other->xmax, other->ymax};
    double sum = 0, run = 0;
    for (int i = 0; i < owned; i++) {
        const Group *g = own[i].group;
        unsigned apart = 0; /* leaves so far that touch nothing */
        int often = 0, few = nearer(others, number, g);
        for (unsigned hit = touching(g, &whole); hit; hit &= hit - 1) {
            int k = __builtin_ctz(hit);
            const Box leaf = {g->xmin[k], g->ymin[k], g->xmax[k], g->ymax[k]};
            if (is_first ? mark(others, few, &leaf) : own[i].ever >> k & 1) {
                often = 0;
                sum += entangled(s, g->first[k], others, few, &leaf, &often, what);
            } else {
                if (!((apart & (unsigned)g->joined) << 1 >> k & 1))
                    often = inside(others, few, &leaf, g->start[k]);
                apart |= 1u << k;
            }
            sum += often * (what == AREA ? g->under[k] : g->length[k]);
            run += often * g->run[k];
        }
    }
    return what == AREA ? sum + (tree->base - s->origin) * run : sum;
}

INLINE void measure(const Forest *f, const int64_t *left, const int64_t *right, double *found,
                    int64_t count, Kept *room, int what)
{
    for (int64_t k = 0; k < count; k++) {
        const Tree *a = f->trees + left[k], *b = f->trees + right[k];
        const Scene s = {f, most(a->ymin, b->ymin)};
        Kept *ours = room, *theirs = room + a->groups;
        int own = near(f, a, b, ours), other = near(f, b, a, theirs);
        found[k] = side(&s, a, ours, own, b, theirs, other, 1, what);
        found[k] += side(&s, b, theirs, other, a, ours, own, 0, what);
    }
}

void NAME(areas)(const Forest *forest, const int64_t *left, const int64_t *right, double *found,
                 int64_t count, Kept *room)
{
    measure(forest, left, right, found, count, room, AREA);
}

void NAME(borders)(const Forest *forest, const int64_t *left, const int64_t *right, double *found,
                   int64_t count, Kept *room)
{
    measure(forest, left, right, found, count, room, BORDER);
}
