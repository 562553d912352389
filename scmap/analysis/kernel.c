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
#include <string.h>

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

/* Planting: trees are grown from the well-known binary (little endian, two dimensions) of polygons
   and multipolygons. Rings are halved until WIDTH edges are left, parts joined two by two. */

enum { HEAD = 5, NUMBER = 4, POINT = 16, MULTIPOLYGON = 6 }; /* bytes; and a type of geometry */

typedef struct {
    double *x, *y;
    Node *nodes;
    int64_t *rings; /* first vertex of each ring, and the end of the last one */
    int64_t vertex, ring, node; /* the next of each that is free */
} Plot;

static uint32_t read_number(const uint8_t **at)
{
    uint32_t number;
    memcpy(&number, *at, NUMBER);
    *at += NUMBER;
    return number;
}

/* Number of polygons of a geometry; `at` moves to the first. */
static uint32_t read_parts(const uint8_t **at)
{
    const uint8_t *type = *at + 1;
    if (read_number(&type) != MULTIPOLYGON)
        return 1;
    *at += HEAD;
    return read_number(at);
}

static int64_t leaves_of(int64_t vertices)
{
    return vertices < 2 ? 1 : (vertices - 2) / WIDTH + 1;
}

/* Vertices, rings and nodes of each geometry, for which room must be made. */
PUBLIC
void survey(const uint8_t *wkb, const int64_t *begin, int64_t *sizes, int64_t count)
{
    for (int64_t k = 0; k < count; k++) {
        const uint8_t *at = wkb + begin[k];
        int64_t vertices = 0, rings = 0, leaves = 0;
        for (uint32_t parts = read_parts(&at); parts > 0; parts--) {
            at += HEAD;
            for (uint32_t left = read_number(&at); left > 0; left--) {
                uint32_t number = read_number(&at);
                at += (int64_t)number * POINT;
                vertices += number;
                leaves += leaves_of(number);
                rings++;
            }
        }
        sizes[3 * k] = vertices;
        sizes[3 * k + 1] = rings + 1; /* and the end of the last */
        sizes[3 * k + 2] = 2 * leaves - 1;
    }
}

/* Write down a ring, its interior to the right. */
static const uint8_t *read_ring(Plot *plot, const uint8_t *at, int is_hole)
{
    uint32_t number = read_number(&at);
    double *x = plot->x + plot->vertex, *y = plot->y + plot->vertex, area = 0, point[2];
    for (uint32_t k = 0; k < number; k++, at += POINT) {
        memcpy(point, at, POINT);
        x[k] = point[0];
        y[k] = point[1];
        if (k > 0)
            area += (x[k] - x[k - 1]) * (0.5 * (y[k] + y[k - 1]) - y[0]);
    }
    if (is_hole ? area > 0 : area < 0)
        for (uint32_t k = 0; k < number / 2; k++) {
            uint32_t other = number - 1 - k;
            point[0] = x[k], point[1] = y[k];
            x[k] = x[other], y[k] = y[other];
            x[other] = point[0], y[other] = point[1];
        }
    plot->rings[plot->ring++] = plot->vertex;
    plot->vertex += number;
    return at;
}

static void grow_leaf(const Plot *plot, Node *node, int64_t first, int64_t number)
{
    const double *x = plot->x + first, *y = plot->y + first;
    Node leaf = {x[0], y[0], x[0], y[0], x[0], x[number], 0, (int32_t)first, (int32_t)number};
    for (int64_t k = 1; k <= number; k++) {
        leaf.xmin = least(leaf.xmin, x[k]);
        leaf.xmax = most(leaf.xmax, x[k]);
        leaf.ymin = least(leaf.ymin, y[k]);
        leaf.ymax = most(leaf.ymax, y[k]);
    }
    for (int64_t k = 1; k <= number; k++)
        leaf.under += (x[k] - x[k - 1]) * (0.5 * (y[k] + y[k - 1]) - leaf.ymin);
    *node = leaf;
}

/* Join the two children from `first` on: two stretches of one ring, or rings that are whole. */
static void join(const Plot *plot, Node *node, int64_t first, int is_closed)
{
    const Node *a = plot->nodes + first, *b = a + 1;
    double xmin = least(a->xmin, b->xmin), ymin = least(a->ymin, b->ymin);
    double under = a->under + (a->ymin - ymin) * (a->stop - a->start);
    under += b->under + (b->ymin - ymin) * (b->stop - b->start);
    *node = (Node){xmin, ymin, most(a->xmax, b->xmax), most(a->ymax, b->ymax), a->start,
                   is_closed ? a->start : b->stop, under, (int32_t)first, -2};
}

/* Grow the node of a stretch of leaves; the last one ends at `end`, others after WIDTH edges. */
static void grow_chain(Plot *plot, Node *node, int64_t vertex, int64_t leaves, int64_t end)
{
    if (leaves == 1) {
        int64_t number = end - vertex;
        grow_leaf(plot, node, vertex, number);
        return;
    }
    int64_t first = plot->node, half = leaves / 2, middle = vertex + half * WIDTH;
    plot->node += 2;
    grow_chain(plot, plot->nodes + first, vertex, half, middle);
    grow_chain(plot, plot->nodes + first + 1, middle, leaves - half, end);
    join(plot, node, first, 0);
}

/* Grow the node of some rings. */
static void grow_rings(Plot *plot, Node *node, int64_t ring, int64_t rings)
{
    if (rings == 1) {
        int64_t begin = plot->rings[ring], end = plot->rings[ring + 1];
        grow_chain(plot, node, begin, leaves_of(end - begin), end - 1);
        return;
    }
    int64_t first = plot->node, half = rings / 2;
    plot->node += 2;
    grow_rings(plot, plot->nodes + first, ring, half);
    grow_rings(plot, plot->nodes + first + 1, ring + half, rings - half);
    join(plot, node, first, 1);
}

/* Plant trees for `count` geometries, each with the room that survey() asked for: the first free
   vertex, ring and node of each stand in `room`. A tree's first node is its root. */
PUBLIC
void plant(const uint8_t *wkb, const int64_t *begin, const int64_t *room, double *x, double *y,
           int64_t *rings, Node *nodes, int64_t count)
{
    for (int64_t k = 0; k < count; k++) {
        const uint8_t *at = wkb + begin[k];
        const int64_t *start = room + 3 * k;
        Plot plot = {x, y, nodes, rings, start[0], start[1], start[2] + 1};
        for (uint32_t parts = read_parts(&at); parts > 0; parts--) {
            at += HEAD;
            uint32_t number = read_number(&at);
            for (uint32_t ring = 0; ring < number; ring++)
                at = read_ring(&plot, at, ring > 0);
        }
        plot.rings[plot.ring] = plot.vertex;
        grow_rings(&plot, nodes + start[2], start[1], plot.ring - start[1]);
    }
}
