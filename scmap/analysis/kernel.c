/* Shared ground of pairs of footprints, in square metres, without building its geometry.

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
   case, and a small error of a coordinate makes a small error of the area.

   Most pairs of edges are never looked at. The edges of a footprint hang in a tree of chains
   (edge_tree.py). Where one chain lies wholly below another, min() is the lower one, and the upper
   one counts only with its signs, which cancel but for the stretch between its two ends; the
   integral of a chain over a stretch that holds it is known beforehand. So two trees are followed
   down only where their borders come near each other. */

#include <stdint.h>

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

/* Hash of this file, by which dev.py and kernel.py tell a library that is out of date. */
PUBLIC const char kernel_source[] = SOURCE;

enum { WIDTH = 8 }; /* edges of a leaf; edge_tree.py has the same number */

/* An edge that runs less than this east or west, in metres, counts as vertical: it has no area. */
static const double STEEP = 1e-12;

/* The edges of a leaf, side by side so that the compiler measures several at once. Left end, right
   end, height at the left end, slope, and sign; a missing or vertical edge has sign 0. */
typedef struct {
    double left[WIDTH], right[WIDTH], y[WIDTH], slope[WIDTH], sign[WIDTH];
} Leaf;

/* A chain of edges from x = start to x = stop in its box. `under` is its signed integral of
   y - ymin. A leaf has number > 0 edges from vertex `first` on; any other node has -number children,
   from node `first` on. Rings joined to one node are closed: start = stop. */
typedef struct {
    double xmin, ymin, xmax, ymax, start, stop, under;
    int32_t first, number;
} Node;

typedef struct {
    const double *x, *y; /* vertices, ring after ring, and WIDTH more that mean nothing */
    const Node *nodes;
    double origin; /* y is measured from here: close by, so that no digits are lost */
} Scene;

static inline double least(double a, double b) { return a < b ? a : b; }
static inline double most(double a, double b) { return a > b ? a : b; }

static double sum(const double *lanes)
{
    double total = 0;
    for (int k = 0; k < WIDTH; k++)
        total += lanes[k];
    return total;
}

/* The edges of a leaf, their heights measured from the origin. */
static Leaf unfold(const Scene *s, const Node *chain)
{
    const double *x = s->x + chain->first, *y = s->y + chain->first;
    Leaf leaf;
    for (int k = 0; k < WIDTH; k++) {
        double run = x[k + 1] - x[k], rise = y[k + 1] - y[k];
        double sign = run > STEEP ? 1 : run < -STEEP ? -1 : 0;
        leaf.left[k] = least(x[k], x[k + 1]);
        leaf.right[k] = most(x[k], x[k + 1]);
        leaf.y[k] = (run < 0 ? y[k + 1] : y[k]) - s->origin;
        leaf.slope[k] = sign * rise / most(sign * run, STEEP);
        leaf.sign[k] = k < chain->number ? sign : 0;
    }
    return leaf;
}

/* Signed integral of the edges of a leaf between x = west and x = east. */
static double under_leaf(const Scene *s, const Node *chain, double west, double east)
{
    double lanes[WIDTH];
    const Leaf leaf = unfold(s, chain);
    for (int k = 0; k < WIDTH; k++) {
        double l = most(west, leaf.left[k]), r = least(east, leaf.right[k]);
        double middle = leaf.y[k] + leaf.slope[k] * (0.5 * (l + r) - leaf.left[k]);
        lanes[k] = leaf.sign[k] * most(r - l, 0) * middle;
    }
    return sum(lanes);
}

/* Signed integral of a chain between x = west and x = east. */
static double under(const Scene *s, const Node *chain, double west, double east)
{
    if (chain->xmax <= west || chain->xmin >= east)
        return 0;
    if (west <= chain->xmin && chain->xmax <= east)
        return chain->under + (chain->ymin - s->origin) * (chain->stop - chain->start);
    if (chain->number > 0)
        return under_leaf(s, chain, west, east);
    double total = 0;
    const Node *child = s->nodes + chain->first;
    for (int k = 0; k < -chain->number; k++)
        total += under(s, child + k, west, east);
    return total;
}

/* What two chains add to the area where `low` lies wholly below `high`. */
static double covered(const Scene *s, const Node *low, const Node *high)
{
    if (high->start < high->stop)
        return under(s, low, high->start, high->stop);
    if (high->start > high->stop)
        return -under(s, low, high->stop, high->start);
    return 0;
}

/* What two leaves add, edge by edge. The two edges are d(x) = y_a - y_b apart, from `low` to `high`
   over their common x, and the mean of min(y_a, y_b) is the mean of y_b plus that of min(d, 0):
   (low + high) / 2 where d < 0 throughout, -low^2 / (high - low) / 2 where they cross. */
static double crossed(const Scene *s, const Node *one, const Node *other)
{
    const Leaf a = unfold(s, one), b = unfold(s, other);
    double lanes[WIDTH] = {0};
    for (int i = 0; i < one->number; i++) {
        double left = a.left[i], right = a.right[i], slope = a.slope[i], y = a.y[i];
        double half = 0.5 * a.sign[i];
        if (right <= other->xmin || left >= other->xmax)
            continue;
        for (int k = 0; k < WIDTH; k++) {
            double l = most(left, b.left[k]), r = least(right, b.right[k]);
            double b_l = b.y[k] + b.slope[k] * (l - b.left[k]);
            double b_r = b.y[k] + b.slope[k] * (r - b.left[k]);
            double d_l = y + slope * (l - left) - b_l, d_r = y + slope * (r - left) - b_r;
            double low = least(d_l, d_r), high = most(d_l, d_r), dip = least(low, 0);
            /* the tiny number keeps 0 / 0 out; it is below the rounding of any other quotient */
            double lower = high <= 0 ? low + high : -dip * dip / (high - low + 1e-300);
            lanes[k] += half * b.sign[k] * most(r - l, 0) * (b_l + b_r + lower);
        }
    }
    return sum(lanes);
}

/* What two chains add to the area: nothing, the lower one under the upper one, or their parts. */
static double shared(const Scene *s, const Node *a, const Node *b)
{
    if (a->xmax <= b->xmin || b->xmax <= a->xmin)
        return 0;
    if (a->ymax <= b->ymin)
        return covered(s, a, b);
    if (b->ymax <= a->ymin)
        return covered(s, b, a);
    if (a->number > 0 && b->number > 0)
        return crossed(s, a, b);
    double total = 0;
    if (b->number > 0 || (a->number < 0 && a->xmax - a->xmin >= b->xmax - b->xmin)) {
        const Node *child = s->nodes + a->first;
        for (int k = 0; k < -a->number; k++)
            total += shared(s, child + k, b);
    } else {
        const Node *child = s->nodes + b->first;
        for (int k = 0; k < -b->number; k++)
            total += shared(s, a, child + k);
    }
    return total;
}

/* Areas of `count` pairs of trees, given by their root nodes. Each area is summed in the order of
   the trees alone, so it is the same in whatever block or thread it is measured. */
PUBLIC
void measure_pairs(const double *x, const double *y, const Node *nodes, const int64_t *left,
                   const int64_t *right, double *areas, int64_t count)
{
    for (int64_t k = 0; k < count; k++) {
        const Node *a = nodes + left[k], *b = nodes + right[k];
        Scene scene = {x, y, nodes, most(a->ymin, b->ymin)};
        areas[k] = shared(&scene, a, b);
    }
}
